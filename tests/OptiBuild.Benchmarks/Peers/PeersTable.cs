using System.Text;

namespace OptiBuild.Benchmarks.Peers;

/// <summary>The Markdown table: a row for each model, a column for each tool, the best figure of a row in bold.</summary>
static class PeersTable
{
    const string None = "–";

    public static string Of(PeersResult result)
    {
        var text = new StringBuilder($"""
            # OptiBuild beside the Python tools

            {result.Environment.Line} {result.Python}.

            Run again: `dotnet run build/build.cs -- bench peers` (raw numbers: `peers.json`). Every tool gets the same model and the same calibration data in one run, as a process of its own:
            `peers.py quantize METHOD` and `optibuild optimize --gate off --effort {result.Effort} --target-cpu {result.TargetCpu}`. All results are evaluated by `peers.py evaluate` on the gate data, by the same session for all.

            Cells: result (agreement with fp32, %) · speed against fp32 · file → Brotli (quality 11, window 24), KB · time and peak memory of the whole process.
            Result: top-1 %, RMSE (diamonds), COCO mAP@[.5:.95] (detector), none for efficientnet-lite0, whose data has no labels. Bold: the row's best among files at least a tenth smaller than the original.
            Speed: batch 1, one thread, all models of a row interleaved in one run, medians of {result.Rounds} rounds.


            """.ReplaceLineEndings("\n"));
        var tools = result.Rows[0].Entries.Select(e => e.Tool).ToArray();
        text.Append($"| model | fp32: result · ms · KB (Brotli) | {string.Join(" | ", tools)} |\n");
        text.Append($"|---|---|{string.Concat(tools.Select(_ => "---|"))}\n");
        foreach (var row in result.Rows)
            text.Append($"| {row.Model} | {Original(row)} | {string.Join(" | ", row.Entries.Select(e => Cell(e, row)))} |\n");
        Failures(result, text);
        return text.ToString();
    }

    static string Original(Row row) =>
        $"{Result(row.Original, row.Outcome)} · {row.Original.Milliseconds:F3} ms · {Kilobytes(row.Original.Bytes)} ({Kilobytes(row.Original.BrotliBytes)})";

    static string Cell(Entry entry, Row row) => entry.Failure is not null ? "failed" : string.Join(" · ",
        Best(entry, row, Quality(row.Outcome), Result(entry, row.Outcome)),
        Best(entry, row, e => e.Speedup, $"{entry.Speedup:F2}×"),
        $"{Kilobytes(entry.Bytes)} → {Best(entry, row, e => -e.BrotliBytes, Kilobytes(entry.BrotliBytes))} KB",
        $"{Best(entry, row, e => -e.Seconds, $"{entry.Seconds:F2} s")} {Best(entry, row, e => -e.PeakMiB, $"{entry.PeakMiB:F0} MiB")}");

    /// <summary>What counts as accuracy: the result itself only where there is no agreement, since a gain over the original is luck.</summary>
    static Func<Entry, double?> Quality(Outcome outcome) => outcome switch
    {
        Outcome.Rmse => e => -e.Result,
        Outcome.Map  => e => e.Result,
        _            => e => e.Agreement,
    };

    static string Best(Entry entry, Row row, Func<Entry, double?> figure, string text) =>
        IsSmaller(entry, row) && figure(entry) is { } own && own >= row.Entries.Where(e => IsSmaller(e, row)).Max(figure) ? $"**{text}**" : text;

    /// <summary>A tool that leaves a model as good as untouched is as good as the original in everything but its purpose.</summary>
    static bool IsSmaller(Entry entry, Row row)
    {
        const double Most = 0.9;
        return entry.Bytes <= Most * row.Original.Bytes;
    }

    static string Result(Entry entry, Outcome outcome)
    {
        var agreement = entry.Agreement is { } share && entry.Tool != Contest.Original ? $"({100 * share:F1})" : "";
        var result = (entry.Result, outcome) switch
        {
            (null, _)            => agreement.Length == 0 ? None : "",
            (var v, Outcome.Top1) => $"{100 * v:F2}",
            var (v, _)           => $"{v:F3}",
        };
        return $"{result} {agreement}".Trim();
    }

    static string Kilobytes(long? bytes) => bytes is { } b ? $"{b / 1000d:F0}" : None;

    static void Failures(PeersResult result, StringBuilder text)
    {
        var failures = result.Rows.SelectMany(r => r.Entries.Where(e => e.Failure is not null).Select(e => $"- {r.Model}, {e.Tool}: {e.Failure}\n")).ToArray();
        if (failures.Length > 0) text.Append($"\nFailed:\n{string.Concat(failures)}");
    }
}
