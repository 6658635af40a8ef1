using System.Globalization;
using System.Text;

namespace OptiBuild.Benchmarks.Sizes;

static class SizesTable
{
    public static string Of(IReadOnlyList<SizesRow> rows)
    {
        var text = new StringBuilder($"""
            # What is embedded

            {Environs.Here().Line}

            Run again: `dotnet run build/build.cs -- bench sizes`. `--effort normal`, everything else at its default. *int8*: `--quantization int8 --pruning none --gate off`. *no gate*: `--gate off`, fewer levels as long as held-out calibration samples foretell little more loss than eight bits have.
            *budget*: `--max-drop 1pp` with the gate on (1 % of the error for diamonds, 10 pp of agreement for efficientnet-lite0); *bound* is the gate's upper bound of the loss at 95 %.
            Sizes are shares of the fp32 file, after Brotli. *tools*: the smallest valid file of the Python tools in [peers.md](peers.md), after the same Brotli: at most 1.5 pp lost, or 80 % agreement. Agreement is with the original on the gate data.
            *time*: steps but validate and pack, beside those of *int8*; seconds are of the whole process with the gate on.

            | model | fp32 KB | tools | int8: size · agreement | no gate: size · agreement · speed | budget: size · KB · loss (bound) · agreement · speed | time | s |
            |---|---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var row in rows) text.Append(Line(row));
        return text.ToString();
    }

    static string Line(SizesRow row)
    {
        var (off, budget) = (row.Off, row.Budget);
        return string.Create(CultureInfo.InvariantCulture,
            $"| {row.Model.Name} | {row.Original / 1000.0:N0} | {(row.Tools is { } tools ? Ratio(row, tools) : "–")} | {Ratio(row, row.EightBits.Bytes)} · {100 * row.EightBits.Agreement:0.0} | {Ratio(row, off.Bytes)} · {100 * off.Agreement:0.0} · {Speed(off)} | **{Ratio(row, budget.Bytes)}** · {budget.Bytes / 1000.0:N0} · {Loss(row, budget)} · {100 * budget.Agreement:0.0} · {Speed(budget)} | {budget.Work / row.EightBits.Work:0.0}× | {budget.Seconds:0} |\n");
    }

    static string Ratio(SizesRow row, long bytes) => string.Create(CultureInfo.InvariantCulture, $"1/{row.Original / (double)bytes:0.0}");

    static string Speed(SizesRun run) => run.Speedup is { } speedup ? string.Create(CultureInfo.InvariantCulture, $"{speedup:0.00}×") : "–";

    static string Loss(SizesRow row, SizesRun run)
    {
        var scale = row.Model.Outcome == Outcome.Rmse ? 1 : 100;
        return string.Create(CultureInfo.InvariantCulture, $"{scale * run.Loss:0.00##} ({(run.Upper is { } upper ? (scale * upper).ToString("0.00##", CultureInfo.InvariantCulture) : "–")})");
    }
}
