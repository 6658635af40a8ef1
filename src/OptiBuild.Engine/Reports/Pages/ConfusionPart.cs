using System.Globalization;
using System.Xml.Linq;
using static OptiBuild.Engine.Reports.Pages.Markup;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>What is taken for what, before and after, and the difference.</summary>
static class ConfusionPart
{
    /// <summary>More classes than the first are told as pairs only; more than the second have no numbers in their cells; more than the third need half of the page's width.</summary>
    const int MostDrawn = 40, MostNumbered = 16, MostNarrow = 11, Pairs = 10;

    /// <summary>A share of the row from which on the letters are those of a dark ground.</summary>
    const double Dark = 0.55;

    public static XElement? Of(MetricReport? metric)
    {
        if (metric is not { Confusion: { } confusion, IsAlone: var isAlone } || confusion.Classes.Count == 0 || !confusion.IsWhole) return null;
        var maps = confusion.Classes.Count > MostDrawn ? null : Tag("div", confusion.Classes.Count > MostNarrow ? "maps broad" : "maps",
            Map(isAlone ? "" : "before", confusion, (row, column) => Counted(confusion.Original, row, column)),
            isAlone ? null : Map("after", confusion, (row, column) => Counted(confusion.Optimized, row, column)),
            isAlone ? null : Map("change", confusion, (row, column) => Change(confusion, row, column)));
        return Part("What is taken for what", $"Each row is a class as labelled, each column what was answered: on the diagonal answers are right.{(isAlone ? "" : " In the third map red marks what became worse, green what became better.")}",
            maps, MostConfused(confusion, isAlone));
    }

    static XElement Map(string title, ConfusionReport confusion, Func<int, int, XElement> cell)
    {
        var columns = Columns(confusion);
        var style = confusion.Classes.Count > MostNumbered ? "map dense" : "map";
        return Tag("figure", "", Tag("figcaption", "", title), Tag("div", "wide", new XAttribute("tabindex", "0"), Tag("table", style,
            Tag("thead", "", Tag("tr", "", Tag("th", ""), columns.Select(c => Tag("th", "turned", new XAttribute("scope", "col"), Tip(Answer(confusion, c)), Tag("span", "", Answer(confusion, c)))))),
            Tag("tbody", "", confusion.Classes.Select((name, row) => Tag("tr", "", Head(Tip(name), name), columns.Select(c => cell(row, c))))))));
    }

    /// <summary>The last one only where some answer was no class.</summary>
    static int[] Columns(ConfusionReport confusion)
    {
        var none = confusion.Classes.Count;
        var shown = confusion.Original.Concat(confusion.Optimized).Any(r => r[none] != 0) ? none + 1 : none;
        return [.. Enumerable.Range(0, shown)];
    }

    static string Answer(ConfusionReport confusion, int column) => column < confusion.Classes.Count ? confusion.Classes[column] : ConfusionShift.NoClass;

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

    static XElement? MostConfused(ConfusionReport confusion, bool isAlone)
    {
        var shown = ConfusionShift.Mistakes(confusion).Where(m => m.Before + m.After > 0).OrderByDescending(m => m.After).ThenByDescending(m => m.Before).Take(Pairs)
            .Select(m => Row(Head(m.Label), Cell(m.Answer), Figure(m.Before, Whole(m.Before)), isAlone ? null : Figure(m.After, Whole(m.After)), isAlone ? null : Figure(m.Change, Signed(m.Change)))).ToArray();
        if (shown.Length == 0) return null;
        var table = Table("sortable", ["is", "taken for", .. isAlone ? new[] { "how often" } : ["before", "after", "change"]], shown);
        return confusion.Classes.Count > MostDrawn ? table : More("The most frequent mistakes", table);
    }

    static XAttribute Shade(double share) => new("style", $"--v:{Number(share)}");

    static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);

    static string Signed(int number) => number.ToString("+0;-0;0", CultureInfo.InvariantCulture);
}
