using System.Globalization;

namespace OptiBuild.Engine.Data;

/// <summary>Labels written as text: whole numbers are classes, others are numbers.</summary>
static class LabelText
{
    public static bool IsNumber(string text) => Number(text) is not null;

    /// <exception cref="OptiBuildException">OB3015.</exception>
    public static LabelKind Kind(string text, string origin)
    {
        if (Whole(text) is not null) return LabelKind.Classes;
        return Number(text) is { } n && double.IsFinite(n) ? LabelKind.Numbers : throw new OptiBuildException(Diagnostics.LabelInvalid.With(origin, text));
    }

    /// <exception cref="OptiBuildException">OB3014, OB3015.</exception>
    public static Label Parse(string text, LabelKind kind, string origin)
    {
        if (kind == LabelKind.Classes && Whole(text) is { } number) return new Label(LabelRange.RequireNotNegative(number, origin), null);
        return Number(text) is { } n && double.IsFinite(n) ? new Label(null, [n]) : throw new OptiBuildException(Diagnostics.LabelInvalid.With(origin, text));
    }

    static long? Whole(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var n) ? n : null;

    static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : null;
}
