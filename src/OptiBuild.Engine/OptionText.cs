using System.Collections.Immutable;
using System.Globalization;
using OptiBuild.Engine.Data.Images;

namespace OptiBuild.Engine;

/// <summary>How option texts become values; null where a text is not one. Always invariant, whatever the machine's language.</summary>
static class OptionText
{
    /// <summary>x64-vnni for X64Vnni: words of an enum's names in kebab-case, except where the option's documented form is one capitalized word.</summary>
    public static string Names<T>() where T : struct, Enum => string.Join(", ", Enum.GetNames<T>().Select(Shown<T>));

    public static T? Name<T>(string text) where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
            if (text.Equals(Shown<T>(value.ToString()), StringComparison.OrdinalIgnoreCase)) return value;
        return null;
    }

    static string Shown<T>(string name) =>
        typeof(T) == typeof(GateMode) || typeof(T) == typeof(EmbedMode) || typeof(T) == typeof(CompressionMode) ? name : Kebab(name);

    static string Kebab(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? "-" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));

    /// <summary>0.5, 50% or 1/255.</summary>
    public static double? Number(string text)
    {
        if (text.EndsWith('%'))          return Plain(text[..^1]) / 100;
        if (text.Split('/') is [var a, var b]) return Plain(b) is { } d and not 0 ? Plain(a) / d : null;
        return Plain(text);
    }

    public static Budget? Drop(string text)
    {
        var budget = text.EndsWith("pp", StringComparison.OrdinalIgnoreCase) ? Of(Plain(text[..^2]) / 100, BudgetUnit.Points)
            : text.EndsWith('%') ? Of(Plain(text[..^1]) / 100, BudgetUnit.Relative)
            : Of(Plain(text), BudgetUnit.Own);
        return budget is { Amount: >= 0 } ? budget : null;

        static Budget? Of(double? amount, BudgetUnit unit) => amount is { } a ? new Budget(a, unit) : null;
    }

    public static ImmutableArray<double>? Numbers(string text)
    {
        var numbers = List(text).Select(Number).ToImmutableArray();
        return numbers.Length > 0 && numbers.All(n => n is not null) ? [.. numbers.Select(n => n!.Value)] : null;
    }

    public static ImageSize? Size(string text) =>
        text.Split('x', 'X') is [var w, var h] && int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            && int.TryParse(h, NumberStyles.None, CultureInfo.InvariantCulture, out var height) && ImageDecoder.IsReadable(width, height)
            ? new ImageSize(width, height) : null;

    /// <summary>Entries separated by ';' or ','.</summary>
    public static ImmutableArray<string> List(string text) => [.. text.Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    public static bool Identifier(string text) =>
        text.Length > 0 && (char.IsLetter(text[0]) || text[0] == '_') && text.All(c => char.IsLetterOrDigit(c) || c == '_');

    static double? Plain(string text) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
