using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics.Detection;

namespace OptiBuild.Engine.Metrics;

public enum Direction { HigherIsBetter, LowerIsBetter }

/// <summary>One model output for one sample, batch axis removed, as float whatever its type.</summary>
public sealed record Output(string Name, IReadOnlyList<long> Shape, ReadOnlyMemory<float> Values);

/// <summary>What a metric sees of one sample.</summary>
/// <param name="Outputs">Of the model that is judged.</param>
/// <param name="Reference">Of the original model.</param>
public sealed record Answer(IReadOnlyList<Output> Outputs, IReadOnlyList<Output> Reference, Label? Label);

/// <summary>A metric's value for samples by index, for the bootstrap: an index may repeat, and counts as often. Null means all, once.</summary>
public delegate double Figure(IReadOnlyList<int>? chosen);

/// <summary>A row of <see cref="MetricRows"/>: how one sample is scored and how scores become the figure.</summary>
/// <param name="Needs">What labels it needs; None for metrics against the original's answers.</param>
/// <param name="IsShare">A share between 0 and 1, shown in percent; budgets in pp make sense.</param>
/// <param name="Score">Sufficient statistic of one sample, a few numbers: { 1 } for a hit, { squared error, count } …</param>
/// <param name="Combine">From the statistics of all samples, in order, to what gives the figure; what can be sorted or counted once is done here.</param>
public sealed record Metric(string Name, Direction Direction, LabelKind Needs, string Formula, Func<Answer, double[]> Score, Func<IReadOnlyList<double[]>, Figure> Combine)
{
    public bool IsShare { get; init; } = true;

    /// <summary>How the model's boxes are written; null where answers are no boxes.</summary>
    public BoxForm? Boxes { get; init; }

    /// <summary>Every score is { 0 } or { 1 } where outputs have one position, and the gate counts broken and repaired answers; <see cref="Scores.AreHitsOrMisses"/> says whether it is so.</summary>
    public bool IsHitOrMiss { get; init; }
}
