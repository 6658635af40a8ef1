using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Validation;

/// <summary>Who was taken for whom, from scores of <see cref="Decisions"/>.</summary>
static class ConfusionCount
{
    /// <summary>More classes nobody looks at.</summary>
    const int MostClasses = 100;

    /// <summary>Null where samples have no single class, or there are too many.</summary>
    public static ConfusionReport? Of(PairedList decisions, IReadOnlyList<string> names)
    {
        var all = decisions.Original.Concat(decisions.Optimized);
        if (!all.All(s => s is [>= 0, _, 1])) return null;
        var count = (int)Math.Min(int.MaxValue, Math.Max(names.Count, 1 + all.Select(s => Math.Max(s[0], s[1])).DefaultIfEmpty(0).Max()));
        if (count > MostClasses) return null;
        return new([.. Enumerable.Range(0, count).Select(c => ClassLosses.NameOf(c, names))], Counts(decisions.Original, count), Counts(decisions.Optimized, count));
    }

    static int[][] Counts(IReadOnlyList<double[]> scores, int classes)
    {
        var counts = Enumerable.Range(0, classes).Select(_ => new int[classes + 1]).ToArray();
        foreach (var score in scores) counts[(int)score[0]][score[1] is >= 0 and var answer ? (int)answer : classes]++;
        return counts;
    }
}
