using System.Text;

namespace OptiBuild.Benchmarks.Cost;

static class CostTable
{
    public static string Of(IReadOnlyList<CostRow> rows, string python, int runs)
    {
        var text = new StringBuilder($"""
            # What optimizing costs

            {Environs.Here().Line} {python}.

            Run again: `dotnet run build/build.cs -- bench cost`. Whole processes, wall time and peak resident memory, medians of {runs} alternating runs:
            `optibuild optimize --gate off --effort fast`, `peers.py quantize ort-u8s8` on the same model and data, and a plain inference session (batch 1 over the same data) in a .NET process.
            The bars: not slower than ort-u8s8; at most 1.5 times the memory of plain inference; at most 10 % more memory with 4,096 calibration samples than with 128.


            """.ReplaceLineEndings("\n"));
        text.Append($"| model | optimize | ort-u8s8 | inference | 128 samples | 4,096 samples | {string.Join(" | ", Bar.All.Select(b => $"{b.Name} ≤ {b.Limit:F1}"))} |\n");
        text.Append($"|---|---|---|---|---|---|{string.Concat(Bar.All.Select(_ => "---|"))}\n");
        foreach (var row in rows) text.Append(Line(row));
        return text.ToString();
    }

    static string Line(CostRow row) => row.Failure is { } failure ? $"| {row.Model} | failed: {failure} | | | | |{string.Concat(Bar.All.Select(_ => " |"))}\n"
        : $"| {row.Model} | {row.Optimize.Seconds:F2} s {row.Optimize.PeakMiB:F0} MiB | {row.Peer.Seconds:F2} s {row.Peer.PeakMiB:F0} MiB | {row.Infer.PeakMiB:F0} MiB "
        + $"| {row.Few.PeakMiB:F0} MiB | {row.Many.Seconds:F2} s {row.Many.PeakMiB:F0} MiB | {string.Join(" | ", Bar.All.Select(b => Verdict(b, row)))} |\n";

    static string Verdict(Bar bar, CostRow row) => $"{bar.Ratio(row):F2} {(bar.Holds(row) ? "pass" : "**fail**")}";
}
