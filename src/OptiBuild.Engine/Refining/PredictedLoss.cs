using OptiBuild.Engine.Data;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;

namespace OptiBuild.Engine.Refining;

/// <summary>What a candidate will lose by the gate's metric, told without labels.</summary>
/// <param name="Target">The most that is aimed at.</param>
/// <remarks>
///   ChangedAnswers    agreement: share of samples with another answer than the original's
///   LostProbability   shares on class labels or texts: mean over samples of p(original's answer) − p(candidate's answer), where p, the original's scores
///                     or their softmax, is taken for the distribution of the label. That holds for a calibrated original; an overconfident one makes it
///                     too strict. A change between near ties costs little, one away from a confident answer much
///   LostPrecision     boxes: average precision on labels drawn as the original believes them, <see cref="Refining.LostPrecision"/>
///   NoiseGrowth       errors in numbers, relative budgets: √(1 + N / E) − 1, N the mean square of what the outputs change by, E that of the original's error.
///                     Without labels E is taken for <see cref="Unexplained"/> of the outputs' variance; N is independent of the original's error
///   NoiseAmount       errors in numbers, budgets in their unit: √N, which the triangle inequality makes an upper bound for rmse
///   NoiseShare        other shares (of overlaps, for one): N as a share of the outputs' variance. Nothing exact can be said, 1pp asks for 20 dB
/// The gate wants the upper bound of the loss inside the budget, so <see cref="Share"/> of the budget is aimed at; the whole of it by lost probability,
/// where changes go both ways and the bound lies close to the estimate.
/// </remarks>
sealed record PredictedLoss(LossKind Kind, double Target)
{
    public const double Share = 0.5;

    /// <summary>Of the target for numbers: the error of a few samples among thousands can be ten times what a hundred held-out samples tell.</summary>
    public const double ShareOfNoise = 0.03;

    /// <summary>Variance that a good regression leaves: R² = 0.95.</summary>
    public const double Unexplained = 0.05;

    const double ChangesExpected = 2;

    const int MostMore = 4;

    public static PredictedLoss Of(Criteria criteria, HeldOut samples)
    {
        var (metric, budget) = (criteria.Metric, criteria.Budget);
        var isRelative = budget.Unit == BudgetUnit.Relative;
        if (metric.IsShare && metric.Needs is LabelKind.Classes or LabelKind.Texts) return new(LossKind.LostProbability, budget.Amount * (isRelative ? samples.Certainty : 1));
        if (metric.Boxes is not null) return new(LossKind.LostPrecision, Share * budget.Amount);
        if (metric.Name == "agreement") return new(LossKind.ChangedAnswers, Share * budget.Amount);
        if (NoiseAllowed(criteria) is { } noise) return new(LossKind.NoiseShare, Share * noise);
        return new(metric.IsShare ? LossKind.NoiseShare : isRelative ? LossKind.NoiseGrowth : LossKind.NoiseAmount, Share * budget.Amount);
    }

    /// <summary>For figures that N / variance tells directly.</summary>
    /// <remarks>
    ///   r2       loses N / variance of the labels, for which that of the outputs stands
    ///   cosine   loses N / (2 · mean square of the outputs), and their variance is no more than that
    ///   sqnr     is the mean square over N
    /// </remarks>
    static double? NoiseAllowed(Criteria criteria) => criteria.Metric.Name switch
    {
        "r2"     => criteria.Allowed(1 - Unexplained),
        "cosine" => 2 * criteria.Allowed(1),
        "sqnr"   => criteria.MinMetric is { } floor ? Math.Pow(10, -floor / 10) : null,
        _        => null,
    };

    /// <summary>Samples that a target needs: changed answers are rare, and some have to be expected at the target.</summary>
    public static int Samples(Criteria criteria, SearchLimits limits) => criteria.Metric.Name == "agreement"
        ? (int)Math.Clamp(ChangesExpected / (Share * criteria.Budget.Amount), limits.Samples, MostMore * limits.Samples) : limits.Samples;

    public double Of(Difference difference) => Kind switch
    {
        LossKind.ChangedAnswers or LossKind.LostProbability => ExpectedChanges.Of(difference.Shifts),
        LossKind.LostPrecision => Finite(LostPrecision.Of(difference.Tables)),
        LossKind.NoiseGrowth => Finite(Math.Sqrt(1 + difference.NoiseShare / Unexplained) - 1),
        LossKind.NoiseAmount => Finite(Math.Sqrt(difference.MeanNoise)),
        _                    => Finite(difference.NoiseShare),
    };

    /// <summary>Of the target, what may be given away on purpose.</summary>
    public double ToSpend(double share) => CountsAnswers || Kind == LossKind.LostPrecision ? share : Math.Min(share, ShareOfNoise);

    bool CountsAnswers => Kind is LossKind.ChangedAnswers or LossKind.LostProbability;

    /// <summary>What units are ranked by, because it adds up over them: the power of what margins or outputs change by.</summary>
    public double Noise(Difference difference) => CountsAnswers ? difference.MarginNoise : Kind == LossKind.LostPrecision ? Of(difference) : difference.MeanNoise;

    /// <summary>The samples to rank on, ascending: those whose answers are nearest to another one; those that change most, where outputs are no answers.</summary>
    /// <remarks>Outputs that change most belong to confident answers, whose noise comes from elsewhere than that which changes answers.</remarks>
    public IReadOnlyList<int> Hardest(Difference difference, int count) => CountsAnswers
        ? First(difference.Margins, count)
        : Kind == LossKind.LostPrecision ? [.. Enumerable.Range(0, difference.Tables.Count)]
        : First([.. difference.Noise.Select(n => double.IsNaN(n) ? double.NegativeInfinity : -n)], count);

    static IReadOnlyList<int> First(IReadOnlyList<double> keys, int count) =>
        [.. Enumerable.Range(0, keys.Count).OrderBy(i => keys[i]).Take(count).Order()];

    public AnswerCost Cost => Kind switch { LossKind.LostProbability => AnswerCost.Probability, LossKind.LostPrecision => AnswerCost.Precision, _ => AnswerCost.One };

    static double Finite(double loss) => double.IsNaN(loss) ? double.PositiveInfinity : loss;
}
