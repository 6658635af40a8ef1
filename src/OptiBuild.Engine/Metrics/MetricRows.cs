using System.Collections.Immutable;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics.Detection;
using OptiBuild.Engine.Reports;
using static OptiBuild.Engine.Metrics.Direction;

namespace OptiBuild.Engine.Metrics;

/// <summary>The metrics, each a row; the formula's file bears its name.</summary>
public static class MetricRows
{
    const string Top = "top";

    public static ImmutableArray<Metric> All { get; } =
    [
        new("accuracy",  HigherIsBetter, LabelKind.Classes, "share of samples whose largest output is the label's; one single output: above 0.5 is class 1", Accuracy.Score, Scores.Mean) { IsHitOrMiss = true, IsGeneral = true, ClassScore = Decisions.Score, PerClass = scores => ClassMetric.PerClass(scores, Recall.Of) },
        TopAccuracy.Of(5),
        ClassMetric.Of("precision", "of the answers \"this class\", the share that is right; mean over classes",    Precision.Of),
        ClassMetric.Of("recall",    "of what is of this class, the share that is answered so; mean over classes",   Recall.Of),
        ClassMetric.Of("f1",        "harmonic mean of precision and recall; mean over classes",                     F1.Of),
        new("rocauc",    HigherIsBetter, LabelKind.Classes, "area under the ROC curve; several classes: each against the rest, mean over them", OneVsRest.Score, RocAuc.Combine) { IsGeneral = true },
        new("ap",        HigherIsBetter, LabelKind.Classes, "average precision over recall; several classes: each against the rest, mean over them", OneVsRest.Score, AveragePrecision.Combine) { IsGeneral = true, PerClass = AveragePrecision.PerClass },
        IntersectionOverUnion.Row,
        TokenErrorRate.Row,
        CharacterErrorRate.Row,
        new("rmse",      LowerIsBetter,  LabelKind.Numbers, "root of the mean squared difference between output and label", RootMeanSquareError.Score, RootMeanSquareError.Combine) { IsShare = false, IsGeneral = true },
        new("mae",       LowerIsBetter,  LabelKind.Numbers, "mean absolute difference between output and label", MeanAbsoluteError.Score, Scores.Ratio) { IsShare = false, IsGeneral = true },
        new("r2",        HigherIsBetter, LabelKind.Numbers, "share of the labels' variance that is explained, over all outputs together", RSquared.Score, RSquared.Combine) { IsShare = false, IsGeneral = true },
        new("agreement", HigherIsBetter, LabelKind.None,    "share of samples with the original's answer: the same largest output; one single output: within 1 % (0.01 for values in 0…1)", Agreement.Score, Scores.Mean) { IsHitOrMiss = true, IsAgainstOriginal = true },
        new("cosine",    HigherIsBetter, LabelKind.None,    "cosine of the angle between outputs and the original's, mean over samples", CosineSimilarity.Score, Scores.Mean) { IsShare = false, IsGeneral = true, IsAgainstOriginal = true },
        new("sqnr",      HigherIsBetter, LabelKind.None,    "power of the original's outputs against that of the change, in dB; takes `MinMetric` instead of `MaxDrop`", SignalToNoise.Score, SignalToNoise.Combine) { Unit = MetricUnit.Decibel, IsGeneral = true, IsAgainstOriginal = true, IsFloored = true },
        BoxMetric.Of("map",   "COCO's mean average precision: over classes and overlaps of 0.50, 0.55 … 0.95", MeanAveragePrecision.Strict),
        BoxMetric.Of("map50", "the same at an overlap of 0.5",                                                  MeanAveragePrecision.Half),
        BoxMetric.Of("map75", "the same at an overlap of 0.75",                                                 MeanAveragePrecision.ThreeQuarters),
    ];

    /// <summary>The metric asked for, else the one that suits the labels.</summary>
    /// <exception cref="OptiBuildException">OB1002 there is no such metric or argument, OB3026 it needs other labels, OB4014 the user's own program does not answer.</exception>
    public static Metric For(Options options, Samples samples) => For(options, samples.Labels, samples.ClassNames);

    /// <inheritdoc cref="For(Options, Samples)"/>
    public static Metric For(Options options, LabelKind labels) => For(options, labels, []);

    static Metric For(Options options, LabelKind labels, IReadOnlyList<string> classNames)
    {
        var text = options.Metric ?? labels switch { LabelKind.Classes => "accuracy", LabelKind.Numbers => "rmse", LabelKind.Boxes => "map", _ => "agreement" };
        if (CommandMetric.ProgramOf(text) is { } program) return CommandMetric.Of(program, labels);
        var (name, argument) = Parts(text);
        var row = All.FirstOrDefault(m => m.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw Unknown(text);
        if (!Suits(row, labels)) throw new OptiBuildException(Diagnostics.MetricLabels.With(row.Name, Named(row.Needs), Named(labels)));
        if (row.Bind is null && argument.Length == 0) return row;
        return row.Bind?.Invoke(new(argument, classNames)) ?? throw new OptiBuildException(Diagnostics.OptionInvalid.With(text, nameof(Options.Metric), Forms(row, classNames)));
    }

    /// <summary>Whether labels of this kind serve the metric; whole numbers are numbers too.</summary>
    public static bool Suits(Metric metric, LabelKind labels) =>
        metric.Needs == LabelKind.None || metric.Needs == labels || (metric.Needs == LabelKind.Numbers && labels == LabelKind.Classes);

    /// <summary>f1:micro → f1, micro; top3 → the row top5, 3.</summary>
    static (string Name, string Argument) Parts(string text)
    {
        if (text.StartsWith(Top, StringComparison.OrdinalIgnoreCase) && text.Length > Top.Length && text.AsSpan(Top.Length).IndexOfAnyExceptInRange('0', '9') < 0)
            return (TopAccuracy.Of(5).Name, text[Top.Length..]);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (text, "") : (text[..colon].TrimEnd(), text[(colon + 1)..].Trim());
    }

    static OptiBuildException Unknown(string text) =>
        new(Diagnostics.OptionInvalid.With(text, nameof(Options.Metric), string.Join(", ", All.Select(m => m.Name).Append($"{CommandMetric.Prefix}<your program>"))));

    /// <summary>The row with its arguments; the classes' names where the data has them.</summary>
    static string Forms(Metric row, IReadOnlyList<string> classNames) => row.Arguments.Length == 0 ? $"{row.Name}, without an argument"
        : $"{row.Name} and {row.Arguments.Replace("`", "", StringComparison.Ordinal)}" + (classNames.Count > 0 && row.Arguments.Contains("<class>", StringComparison.Ordinal) ? $" ({string.Join(", ", classNames)})" : "");

    static string Named(LabelKind kind) => kind switch
    {
        LabelKind.Classes => "class labels (whole numbers)",
        LabelKind.Numbers => "real numbers as labels",
        LabelKind.Boxes   => "boxes as labels",
        LabelKind.Texts   => "texts as labels",
        _                 => "no labels",
    };
}
