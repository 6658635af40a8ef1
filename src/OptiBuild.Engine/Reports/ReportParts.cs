using System.Text.Json;

namespace OptiBuild.Engine.Reports;

/// <summary>Reports of earlier versions lack parts that were gained since: lists they have not are empty. Infinite decibels, which JSON has no number for, are infinite again.</summary>
static class ReportParts
{
    public static Report Complete(Report report) => report with { Models = [.. Items(report.Models).Select(Complete)] };

    static ModelReport Complete(ModelReport model) => Whole(model) is { Metric: { } metric } whole ? whole with { Metric = Infinite(metric) } : Whole(model);

    /// <exception cref="JsonException">A list holds null.</exception>
    internal static ModelReport Whole(ModelReport model) => model with
    {
        Diagnostics = Items(model.Diagnostics),
        Data        = model.Data is { } data ? data with { ClassNames = Items(data.ClassNames) } : null,
        Metric      = model.Metric is { } metric ? Complete(metric) : null,
        Layers      = Items(model.Layers),
        Channels    = model.Channels is { } channels ? channels with { Families = Items(channels.Families), Trials = Items(channels.Trials) } : null,
        Refinement  = model.Refinement is { } refinement ? refinement with { Reverted = Items(refinement.Reverted), Trials = [.. Items(refinement.Trials).Select(t => t with { Reverted = Items(t.Reverted) })] } : null,
        Levels      = model.Levels is { } levels ? levels with { Trials = Items(levels.Trials), Weights = [.. Items(levels.Weights).Select(w => w with { Nodes = Items(w.Nodes) })] } : null,
        Steps       = Items(model.Steps),
        Environment = model.Environment is { } machine ? machine with { InstructionSets = Items(machine.InstructionSets) } : null,
        Interface   = model.Interface is { } ports ? new(Ports(ports.Inputs), Ports(ports.Outputs)) : null,
    };

    static MetricReport Complete(MetricReport metric) => metric with
    {
        Classes   = Items(metric.Classes),
        Confusion = metric.Confusion is { } c ? new(Items(c.Classes), Items(c.Original), Items(c.Optimized)) : null,
        Others    = Items(metric.Others),
    };

    static MetricReport Infinite(MetricReport metric)
    {
        var others = metric.Others.Select(o => o.Unit == MetricUnit.Decibel ? o with { Original = Exact(o.Original), Optimized = After(metric, o.Optimized) } : o).ToArray();
        if (metric.Unit != MetricUnit.Decibel) return metric with { Others = others };
        var after = After(metric, metric.Optimized);
        var best = metric.Floor ?? double.PositiveInfinity;
        return metric with
        {
            Others = others, Original = Exact(metric.Original), Optimized = after,
            Loss = Known(metric.Loss, best - after), LossUpper = Known(metric.LossUpper, double.IsPositiveInfinity(after) && metric.Floor is not null ? double.NegativeInfinity : double.PositiveInfinity),
        };
    }

    /// <summary>The original has no noise.</summary>
    static double Exact(double decibels) => Known(decibels, double.PositiveInfinity);

    /// <summary>No noise where every answer is the same; else values that are no numbers.</summary>
    static double After(MetricReport metric, double decibels) => Known(decibels, metric.Agreement >= 1 ? double.PositiveInfinity : double.NegativeInfinity);

    static double Known(double number, double otherwise) => double.IsNaN(number) ? otherwise : number;

    static IReadOnlyList<PortReport> Ports(IReadOnlyList<PortReport>? ports) => [.. Items(ports).Select(p => p with { Shape = Items(p.Shape) })];

    /// <exception cref="JsonException">An item is null.</exception>
    static IReadOnlyList<T> Items<T>(IReadOnlyList<T>? list) where T : class => list is null ? [] : list.Any(i => i is null) ? throw new JsonException("A list holds null.") : list;
}
