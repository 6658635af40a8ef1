using System.Globalization;
using System.Xml.Linq;
using static OptiBuild.Engine.Reports.Pages.Markup;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>What is taken for what, before and after, and the difference.</summary>
static class ConfusionPart
{
    /// <summary>More classes than the first are told as pairs only; more than the second have no numbers in their cells.</summary>
    const int MostDrawn = 30, MostNumbered = 16, Pairs = 10;

    /// <summary>A share of the row from which on the letters are those of a dark ground.</summary>
    const double Dark = 0.55;

    public static XElement? Of(ConfusionReport? confusion)
    {
        if (confusion is null || confusion.Classes.Count == 0 || !IsWhole(confusion)) return null;
        var maps = confusion.Classes.Count > MostDrawn ? null : Tag("div", "maps",
            Map("before", confusion, (row, column) => Counted(confusion.Original, row, column)),
            Map("after", confusion, (row, column) => Counted(confusion.Optimized, row, column)),
            Map("change", confusion, (row, column) => Change(confusion, row, column)));
        return Part("What is taken for what", "Each row is a class as labelled, each column what was answered: on the diagonal answers are right. In the third map red marks mistakes that became more, green those that became fewer.",
            maps, MostConfused(confusion));
    }

    /// <summary>Rows and columns as many as there are classes, one column more for answers that are none.</summary>
    static bool IsWhole(ConfusionReport confusion) => new[] { confusion.Original, confusion.Optimized }
        .All(m => m.Count == confusion.Classes.Count && m.All(r => r.Count == confusion.Classes.Count + 1));

    static XElement Map(string title, ConfusionReport confusion, Func<int, int, XElement> cell)
    {
        var columns = Columns(confusion);
        var style = confusion.Classes.Count > MostNumbered ? "map dense" : "map";
        return Tag("figure", "", Tag("figcaption", "", title), Tag("div", "wide", new XAttribute("tabindex", "0"), Tag("table", style,
            Tag("thead", "", Tag("tr", "", Tag("th", ""), columns.Select(c => Tag("th", "turned", new XAttribute("scope", "col"), Tag("span", "", Answer(confusion, c)))))),
            Tag("tbody", "", confusion.Classes.Select((name, row) => Tag("tr", "", Head(name), columns.Select(c => cell(row, c))))))));
    }

    /// <summary>The last one only where some answer was no class.</summary>
    static int[] Columns(ConfusionReport confusion)
    {
        var none = confusion.Classes.Count;
        var shown = confusion.Original.Concat(confusion.Optimized).Any(r => r[none] != 0) ? none + 1 : none;
        return [.. Enumerable.Range(0, shown)];
    }

    static string Answer(ConfusionReport confusion, int column) => column < confusion.Classes.Count ? confusion.Classes[column] : "no class";

    static XElement Counted(IReadOnlyList<IReadOnlyList<int>> matrix, int row, int column)
    {
        var share = matrix[row].Sum() is var all and > 0 ? matrix[row][column] / (double)all : 0;
        return Tag("td", (row == column ? "right" : "wrong") + (share > Dark ? " deep" : ""), Shade(share), Tip($"{Shown.Whole(matrix[row][column])} ({Figures.Percent(share, "0.0")} of its class)"),
            matrix[row][column] == 0 ? "" : Whole(matrix[row][column]));
    }

    static XElement Change(ConfusionReport confusion, int row, int column)
    {
        var change = confusion.Optimized[row][column] - confusion.Original[row][column];
        var most = Enumerable.Range(0, confusion.Classes.Count).SelectMany(r => Enumerable.Range(0, confusion.Classes.Count + 1).Select(c => Math.Abs(confusion.Optimized[r][c] - confusion.Original[r][c]))).Max();
        var share = most == 0 ? 0 : Math.Abs(change) / (double)most;
        var isGood = row == column ? change > 0 : change < 0;
        return Tag("td", (isGood ? "better" : "worse") + (share > Dark ? " deep" : ""), Shade(share), Tip(Signed(change)), change == 0 ? "" : Signed(change));
    }

    static XElement? MostConfused(ConfusionReport confusion)
    {
        var pairs = from row in Enumerable.Range(0, confusion.Classes.Count)
                    from column in Columns(confusion)
                    where row != column && confusion.Original[row][column] + confusion.Optimized[row][column] > 0
                    orderby confusion.Optimized[row][column] descending, confusion.Original[row][column] descending
                    select Row(Head(confusion.Classes[row]), Cell(Answer(confusion, column)),
                        Figure(confusion.Original[row][column], Whole(confusion.Original[row][column])), Figure(confusion.Optimized[row][column], Whole(confusion.Optimized[row][column])),
                        Figure(confusion.Optimized[row][column] - confusion.Original[row][column], Signed(confusion.Optimized[row][column] - confusion.Original[row][column])));
        var shown = pairs.Take(Pairs).ToArray();
        if (shown.Length == 0) return null;
        var table = Table("sortable", ["is", "taken for", "before", "after", "change"], shown);
        return confusion.Classes.Count > MostDrawn ? table : More("The most frequent mistakes", table);
    }

    static XAttribute Shade(double share) => new("style", $"--v:{Number(share)}");

    static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);

    static string Signed(int number) => number.ToString("+0;\u22120;0", CultureInfo.InvariantCulture);
}
