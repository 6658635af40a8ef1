using System.CommandLine;
using System.Globalization;
using OptiBuild.Cli.Talk;
using OptiBuild.Engine;

namespace OptiBuild.Cli.Commands;

/// <summary>What a code means, for somebody who has just met it.</summary>
static class ExplainCommand
{
    const string Prefix = "OB", Margin = "  ";

    public static Command Create()
    {
        var code = new Argument<string?>("code") { Description = "OB4002, or 4002. All codes are listed without it.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("explain", "Says why a diagnostic comes, and what to do about it.") { code };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(code) is { } asked) Explain(Find(asked), Console.Out, Wrapped.Width);
            else List(Console.Out, Wrapped.Width);
            return ExitCodes.Done;
        });
        return command;
    }

    /// <exception cref="OptiBuildException">OB1002: there is no such code.</exception>
    internal static Diagnostic Find(string asked)
    {
        var digits = asked.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? asked[Prefix.Length..] : asked;
        var row = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Diagnostics.All.FirstOrDefault(d => d.Number == number) : null;
        return row ?? throw new OptiBuildException(Diagnostics.OptionInvalid.With(asked, "code", $"those that '{Product.Command} explain' lists"));
    }

    internal static void Explain(Diagnostic diagnostic, TextWriter output, int width)
    {
        var help = DiagnosticHelp.Of(diagnostic.Code)!;
        foreach (var (title, text) in new[] { ($"{diagnostic.Code} {Severity(diagnostic)}", diagnostic.Outline), ("why it comes", help.Why), ("what to do", help.Do) })
        {
            output.WriteLine($"{title}:");
            Wrapped.Write(output, Margin, DiagnosticHelp.Plain(text), width);
            output.WriteLine();
        }
        if (help.Example.Length == 0) return;

        // Not wrapped: it is there to be copied.
        output.WriteLine(Margin + help.Example);
        output.WriteLine();
    }

    internal static void List(TextWriter output, int width)
    {
        foreach (var row in Diagnostics.All) Wrapped.Write(output, $"{row.Code}  {Severity(row),-7}  ", row.Outline, width);
    }

    static string Severity(Diagnostic diagnostic) => diagnostic.Severity.ToString().ToLowerInvariant();
}
