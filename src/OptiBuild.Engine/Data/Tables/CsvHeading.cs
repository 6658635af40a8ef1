using System.Globalization;

namespace OptiBuild.Engine.Data.Tables;

/// <summary>Whether the first row names the columns.</summary>
static class CsvHeading
{
    /// <summary>Two cells look so by chance.</summary>
    const int FewestCounted = 3;

    /// <param name="second">Null where there is none.</param>
    public static bool Is(string[] first, string[]? second)
    {
        if (first.All(IsValue)) return false;
        if (!first.Any(LabelText.IsNumber)) return true;
        // A word above a number is a name. A word above a word is a class as long as numbers stand beside it, unless those just count the columns.
        return first.Zip(second ?? []).Any(p => !IsValue(p.First) && LabelText.IsNumber(p.Second)) || Counts(first);
    }

    static bool IsValue(string cell) => cell.Length == 0 || LabelText.IsNumber(cell) || bool.TryParse(cell, out _);

    /// <summary>0, 1, 2 … or 1, 2, 3 …: what tables without names are headed with.</summary>
    static bool Counts(string[] cells)
    {
        var numbers = cells.Select((cell, i) => (Cell: cell.Trim(), Place: i)).Where(p => LabelText.IsNumber(p.Cell)).ToArray();
        return numbers.Length >= FewestCounted && new[] { 0, 1 }.Any(start => numbers.All(n => n.Cell == (n.Place + start).ToString(CultureInfo.InvariantCulture)));
    }
}
