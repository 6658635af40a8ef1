using System.Globalization;
using System.Text;

namespace OptiBuild.Benchmarks.Pruning;

static class PruneTable
{
    public static string Of(IReadOnlyList<PruneRow> rows)
    {
        var text = new StringBuilder($"""
            # What zeros cost

            {Environs.Here().Line}

            Run again: `dotnet run build/build.cs -- bench prune`. Every model is pruned with `--gate off --effort normal`, rounded to int8, and compared with its original on its gate data. Shown is what accuracy
            lost, in percentage points (agreement, where the data has no labels), and in brackets the share of answers that are the original's. *int8* is without zeros. The default is *{Contender.All[^1].Name}*; *of classic* is its loss as a share
            of what the better of the two classic scopes of magnitude pruning loses; — where that one loses nothing.

            | model | zeros | int8 | {string.Join(" | ", Contender.All.Select(c => c.Name))} | of classic |
            |---|---|---|{string.Concat(Enumerable.Repeat("---|", Contender.All.Length))}---|

            """.ReplaceLineEndings("\n"));
        foreach (var row in rows)
            text.Append(CultureInfo.InvariantCulture, $"| {row.Model} | {row.Share} % | {Shown(row.Plain)} | {string.Join(" | ", row.Losses.Select(Shown))} | {OfClassic(row)} |\n");
        return text.ToString();
    }

    static string Shown(Loss loss) => string.Create(CultureInfo.InvariantCulture, $"{100 * loss.Metric:0.00} ({100 * loss.Agreement:0.0} %)");

    static string OfClassic(PruneRow row) => row.Classic.Metric <= 0 ? "—" : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, row.Ours.Metric) / row.Classic.Metric:0.00}");
}
