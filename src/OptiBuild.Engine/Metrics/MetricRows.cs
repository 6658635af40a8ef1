using System.Collections.Immutable;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics.Detection;

namespace OptiBuild.Engine.Metrics;

/// <summary>The metrics, each a row; the formula's file bears its name.</summary>
public static class MetricRows
{
    public static ImmutableArray<Metric> All { get; } =
    [
        new("accuracy",  Direction.HigherIsBetter, LabelKind.Classes, "share of samples whose largest output is the label's; one single output: above 0.5 is class 1",                       Accuracy.Score,            Scores.Mean)     { IsHitOrMiss = true },
        new("rmse",      Direction.LowerIsBetter,  LabelKind.Numbers, "root of the mean squared difference between output and label",                                                       RootMeanSquareError.Score, RootMeanSquareError.Combine) { IsShare = false },
        new("agreement", Direction.HigherIsBetter, LabelKind.None,    "share of samples with the original's answer: the same largest output; one single output: within 1 % (0.01 for values in 0…1)", Agreement.Score,           Scores.Mean)     { IsHitOrMiss = true },
        new("map",       Direction.HigherIsBetter, LabelKind.Boxes,   "COCO's mean average precision: over classes and overlaps of 0.50, 0.55 … 0.95",                                      a => MeanAveragePrecision.Score(a, BoxForm.Pixels), s => MeanAveragePrecision.Combine(s, MeanAveragePrecision.Strict)) { Boxes = BoxForm.Pixels },
        new("map50",     Direction.HigherIsBetter, LabelKind.Boxes,   "the same at an overlap of 0.5",                                                                                      a => MeanAveragePrecision.Score(a, BoxForm.Pixels), s => MeanAveragePrecision.Combine(s, MeanAveragePrecision.Half)) { Boxes = BoxForm.Pixels },
        new("map75",     Direction.HigherIsBetter, LabelKind.Boxes,   "the same at an overlap of 0.75",                                                                                     a => MeanAveragePrecision.Score(a, BoxForm.Pixels), s => MeanAveragePrecision.Combine(s, MeanAveragePrecision.ThreeQuarters)) { Boxes = BoxForm.Pixels },
    ];

    /// <summary>The metric asked for, else the one that suits the labels.</summary>
    /// <exception cref="OptiBuildException">OB1002 there is no such metric, OB3026 it needs other labels.</exception>
    public static Metric For(Options options, LabelKind labels)
    {
        var name = options.Metric ?? labels switch { LabelKind.Classes => "accuracy", LabelKind.Numbers => "rmse", LabelKind.Boxes => "map", _ => "agreement" };
        var metric = All.FirstOrDefault(m => m.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new OptiBuildException(Diagnostics.OptionInvalid.With(name, nameof(Options.Metric), string.Join(", ", All.Select(m => m.Name))));
        return Suits(metric, labels) ? metric : throw new OptiBuildException(Diagnostics.MetricLabels.With(metric.Name, Named(metric.Needs), Named(labels)));
    }

    /// <summary>Whole numbers are numbers too.</summary>
    static bool Suits(Metric metric, LabelKind labels) =>
        metric.Needs == LabelKind.None || metric.Needs == labels || (metric.Needs == LabelKind.Numbers && labels == LabelKind.Classes);

    static string Named(LabelKind kind) => kind switch
    {
        LabelKind.Classes => "class labels (whole numbers)",
        LabelKind.Numbers => "real numbers as labels",
        LabelKind.Boxes   => "boxes as labels",
        LabelKind.Texts   => "texts as labels",
        _                 => "no labels",
    };
}
