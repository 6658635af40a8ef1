using System.Globalization;

namespace OptiBuild.Engine.Data.Tables;

/// <summary>Whether the first row names the columns.</summary>
static class CsvHeading
{
    /// <param name="second">Null where there is none.</param>
    public static bool Is(string[] first, string[]? second)
    {
        if (first.All(IsValue)) return false;
        if (second is null || !first.Any(LabelText.IsNumber)) return true;
        // A word above a number is a name. A word above a word is a class as long as numbers stand beside it, unless those just count the columns.
        return first.Zip(second).Any(p => !IsValue(p.First) && LabelText.IsNumber(p.Second)) || Counts(first);
    }

    static bool IsValue(string cell) => cell.Length == 0 || LabelText.IsNumber(cell) || bool.TryParse(cell, out _);

    static bool Counts(string[] cells) =>
        new[] { 0, 1 }.Any(start => cells.Select((c, i) => (Cell: c, Number: (i + start).ToString(CultureInfo.InvariantCulture))).Where(p => LabelText.IsNumber(p.Cell)).All(p => p.Cell.Trim() == p.Number));
}
