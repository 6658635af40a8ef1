using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics.Detection;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Metrics;

public enum Direction { HigherIsBetter, LowerIsBetter }

/// <summary>One model output for one sample, batch axis removed, as float whatever its type.</summary>
public sealed record Output(string Name, IReadOnlyList<long> Shape, ReadOnlyMemory<float> Values)
{
    /// <summary>The model gives whole numbers: a single one at a position is a class's number, not its score.</summary>
    public bool IsInteger { get; init; }
}

/// <summary>What a metric sees of one sample.</summary>
/// <param name="Outputs">Of the model that is judged.</param>
/// <param name="Reference">Of the original model.</param>
public sealed record Answer(IReadOnlyList<Output> Outputs, IReadOnlyList<Output> Reference, Label? Label)
{
    /// <summary>The sample, for messages.</summary>
    public string Origin { get; init; } = "A sample";
}

/// <summary>A metric's value for samples by index, for the bootstrap: an index may repeat, and counts as often. Null means all, once.</summary>
public delegate double Figure(IReadOnlyList<int>? chosen);

/// <summary>One class's part of a metric.</summary>
/// <param name="Count">Samples, positions or objects that are labelled so.</param>
/// <param name="Items">The samples, by index, that the figure depends on; others need not be drawn.</param>
public sealed record ClassFigure(int Class, int Count, IReadOnlyList<int> Items, Figure Figure);

/// <summary>What stands behind the name: <c>micro</c> in <c>f1:micro</c>, <c>3</c> in <c>top3</c>; empty where nothing does.</summary>
/// <param name="ClassNames">Of the data, in the order of the classes' numbers; may be empty.</param>
public sealed record MetricArgument(string Text, IReadOnlyList<string> ClassNames);

/// <summary>A metric whose scoring needs something that lives as long as one measurement.</summary>
public sealed class Scoring(Metric metric, IDisposable? held) : IDisposable
{
    public Metric Metric => metric;

    public void Dispose() => held?.Dispose();
}

/// <summary>A row of <see cref="MetricRows"/>: how one sample is scored and how scores become the figure.</summary>
/// <param name="Needs">What labels it needs; None for metrics against the original's answers.</param>
/// <param name="Score">Sufficient statistic of one sample, a few numbers: { 1 } for a hit, { squared error, count } …</param>
/// <param name="Combine">From the statistics of all samples, in order, to what gives the figure; what can be sorted or counted once is done here.</param>
public sealed record Metric(string Name, Direction Direction, LabelKind Needs, string Formula, Func<Answer, double[]> Score, Func<IReadOnlyList<double[]>, Figure> Combine)
{
    /// <summary>Share: between 0 and 1, shown in percent; budgets in pp make sense.</summary>
    public MetricUnit Unit { get; init; } = MetricUnit.Share;

    public bool IsShare
    {
        get => Unit == MetricUnit.Share;
        init => Unit = value ? MetricUnit.Share : MetricUnit.Own;
    }

    /// <summary>How the model's boxes are written; null where answers are no boxes.</summary>
    public BoxForm? Boxes { get; init; }

    /// <summary>Every score is { 0 } or { 1 } where outputs have one position, and the gate counts broken and repaired answers; <see cref="Scores.AreHitsOrMisses"/> says whether it is so.</summary>
    public bool IsHitOrMiss { get; init; }

    /// <summary>Measures against the original's outputs: the original itself is perfect.</summary>
    public bool IsAgainstOriginal { get; init; }

    /// <summary>The original's figure is infinite, so that no loss against it says anything: MinMetric bounds the figure itself.</summary>
    public bool IsFloored { get; init; }

    /// <summary>Told beside another metric, where labels and outputs suit it.</summary>
    public bool IsGeneral { get; init; }

    /// <summary>Sufficient statistic of a sample for the classes' parts, where it is another one than the score; hits and misses are told by the label in it.</summary>
    public Func<Answer, double[]>? ClassScore { get; init; }

    /// <summary>From the class statistics of all samples to the classes' parts; null where there are none, or where hits and misses of a class's samples tell them.</summary>
    public Func<IReadOnlyList<double[]>, IReadOnlyList<ClassFigure>>? PerClass { get; init; }

    /// <summary>How many classes labels may name; null for any number.</summary>
    public Func<Answer, long?> Classes { get; init; } = ClassAxis.Limit;

    /// <summary>What may stand behind the name, as the README shows it; empty for nothing.</summary>
    public string Arguments { get; init; } = "";

    /// <summary>The metric for an argument, also for an empty one; null where it is none of the metric's.</summary>
    public Func<MetricArgument, Metric?>? Bind { get; init; }

    /// <summary>Makes scoring ready; null where nothing has to be.</summary>
    public Func<CancellationToken, Scoring>? Begin { get; init; }

    public bool HasClasses => PerClass is not null || ClassScore is not null;

    /// <exception cref="OptiBuildException">OB4014: a program of the user's own does not do its part.</exception>
    public Scoring Start(CancellationToken cancel) => Begin?.Invoke(cancel) ?? new(this, null);
}
