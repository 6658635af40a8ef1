using System.Text;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Benchmarks.Channels;

/// <param name="Whole">Of int8 alone; <paramref name="Pruned"/> with channels removed.</param>
/// <param name="Latency">One against the other.</param>
sealed record ChannelsRow(string Model, ModelReport Whole, ModelReport Pruned, LatencyReport Latency);

static class ChannelsTable
{
    public static string Of(IReadOnlyList<ChannelsRow> rows)
    {
        var text = new StringBuilder($"""
            # What removing channels brings

            {Environs.Here().Line}

            Run again: `dotnet run build/build.cs -- bench channels`. Each model quantized with all its channels (`Pruning=none`) and with `Pruning=channel`, `MaxDrop=1pp`, on the same data.
            Latency: one sample, one thread, both models in turns, the least of the medians of groups of rounds. Foretold: share of the time that the table of costs expects to be saved, by which is decided.
            Loss: of the metric against the original, with its upper bound at 95 %.

            | model | removed | foretold | int8 | int8, fewer channels | faster | loss int8 | loss, fewer channels | embedded int8 | embedded, fewer channels | outcome |
            |---|---|---|---|---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var row in rows) text.Append(Line(row));
        return text.ToString();
    }

    static string Line(ChannelsRow row)
    {
        var channels = row.Pruned.Channels!;
        var (removed, all) = (channels.Families.Sum(f => f.Removed), channels.Families.Sum(f => f.Channels));
        return $"| {row.Model} | {(removed == 0 ? "–" : $"{removed} of {all}")} | {(removed == 0 ? "–" : Figures.Percent(channels.Saved))} | {Figures.Milliseconds(row.Latency.OriginalMs)} | {Figures.Milliseconds(row.Latency.OptimizedMs)} "
            + $"| {Figures.Percent(1 - 1 / row.Latency.Speedup)} | {Loss(row.Whole)} | {Loss(row.Pruned)} | {Figures.Bytes(row.Whole.Size!.Embedded)} | {Figures.Bytes(row.Pruned.Size!.Embedded)} | {channels.Outcome} |\n";
    }

    static string Loss(ModelReport report) => report.Metric is { } metric ? $"{Figures.Loss(metric, metric.Loss)} (≤ {Figures.Loss(metric, metric.LossUpper)})" : "not measured";
}
