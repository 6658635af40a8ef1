using System.Globalization;
using System.Text.RegularExpressions;

namespace OptiBuild.Engine;

public enum Severity { Message, Warning, Error }

/// <summary>One row of <see cref="Diagnostics"/>: a number that never changes its meaning, and a sentence with places for arguments.</summary>
public abstract partial record Diagnostic(int Number, Severity Severity, string Text)
{
    public string Code => CodeOf(Number);

    /// <summary>OB4002.</summary>
    public static string CodeOf(int number) => string.Create(CultureInfo.InvariantCulture, $"OB{number:0000}");

    /// <summary>The text with … where arguments stand.</summary>
    public string Outline => Places().Replace(Text, "…");

    protected Finding Make(params object[] arguments) =>
        new(this, string.Format(CultureInfo.InvariantCulture, Text, [.. arguments.Select(Printable.Of)]));

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Places();
}

public sealed record Diagnostic0(int Number, Severity Severity, string Text) : Diagnostic(Number, Severity, Text)
{
    public Finding With() => Make();
}

public sealed record Diagnostic<T1>(int Number, Severity Severity, string Text) : Diagnostic(Number, Severity, Text) where T1 : notnull
{
    public Finding With(T1 a) => Make(a);
}

public sealed record Diagnostic<T1, T2>(int Number, Severity Severity, string Text) : Diagnostic(Number, Severity, Text)
    where T1 : notnull where T2 : notnull
{
    public Finding With(T1 a, T2 b) => Make(a, b);
}

public sealed record Diagnostic<T1, T2, T3>(int Number, Severity Severity, string Text) : Diagnostic(Number, Severity, Text)
    where T1 : notnull where T2 : notnull where T3 : notnull
{
    public Finding With(T1 a, T2 b, T3 c) => Make(a, b, c);
}

public sealed record Diagnostic<T1, T2, T3, T4>(int Number, Severity Severity, string Text) : Diagnostic(Number, Severity, Text)
    where T1 : notnull where T2 : notnull where T3 : notnull where T4 : notnull
{
    public Finding With(T1 a, T2 b, T3 c, T4 d) => Make(a, b, c, d);
}

public sealed record Diagnostic<T1, T2, T3, T4, T5>(int Number, Severity Severity, string Text) : Diagnostic(Number, Severity, Text)
    where T1 : notnull where T2 : notnull where T3 : notnull where T4 : notnull where T5 : notnull
{
    public Finding With(T1 a, T2 b, T3 c, T4 d, T5 e) => Make(a, b, c, d, e);
}

/// <summary>A diagnostic with its arguments filled in: one line, whatever the arguments held.</summary>
public sealed record Finding(Diagnostic Diagnostic, string Message)
{
    /// <summary>The form that MSBuild and CI systems recognize: <c>origin : error OB1001: text</c>.</summary>
    public string ToLine(string origin) => $"{origin} : {Diagnostic.Severity.ToString().ToLowerInvariant()} {Diagnostic.Code}: {Message}";
}

/// <summary>The only exception OptiBuild throws on purpose: the user has to change something, and the finding says what.</summary>
public sealed class OptiBuildException(Finding finding, Exception? cause = null) : Exception(finding.Message, cause)
{
    public Finding Finding { get; } = finding;
}
