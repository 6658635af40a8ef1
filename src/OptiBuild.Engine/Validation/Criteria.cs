using System.Globalization;
using OptiBuild.Engine.Metrics;

namespace OptiBuild.Engine.Validation;

/// <summary>What the optimized model has to prove, in terms that fit its metric.</summary>
public sealed record Criteria(Metric Metric, GateMode Gate, Budget Budget, double Confidence)
{
    static readonly Budget OnePoint = new(0.01, BudgetUnit.Points);
    static readonly Budget OnePercent = new(0.01, BudgetUnit.Relative);

    /// <summary>A bound for the figure itself, whatever the original reaches; compared with the estimate, and proven where it is the only one.</summary>
    public double? MinMetric { get; init; }

    /// <exception cref="OptiBuildException">OB4004: MaxDrop, MaxClassDrop or MinMetric does not fit the metric.</exception>
    public static Criteria Of(Options options, Metric metric)
    {
        var budget = options.MaxDrop ?? (metric.IsShare ? OnePoint : OnePercent);
        if (metric.IsFloored && (options.MaxDrop is not null || (options.MinMetric is null && options.Gate != GateMode.Off)))
            throw new OptiBuildException(Diagnostics.BoundUnfit.With("MaxDrop", budget.ToString(), metric.Name, "the original's own figure is infinite. Set MinMetric instead, such as 30 (dB)"));
        if (Misfit(budget, metric) is { } misfit)
            throw new OptiBuildException(Diagnostics.BoundUnfit.With("MaxDrop", budget.ToString(), metric.Name, misfit));
        if (metric.IsShare && options.MinMetric is { } bound and (< 0 or > 1))
            throw new OptiBuildException(Diagnostics.BoundUnfit.With("MinMetric", bound.ToString(CultureInfo.InvariantCulture), metric.Name, "it lies between 0 and 1. Write 90% or 0.9"));
        if (options.MaxClassDrop is { } each && (metric.HasClasses ? Misfit(each, metric) : "it has no figures for single classes") is { } unfit)
            throw new OptiBuildException(Diagnostics.BoundUnfit.With(nameof(options.MaxClassDrop), each.ToString(), metric.Name, unfit));
        return new Criteria(metric, options.Gate, budget, options.Confidence) { MinMetric = options.MinMetric };
    }

    /// <summary>The budget in the metric's own unit.</summary>
    /// <param name="original">The original model's figure, which relative budgets refer to.</param>
    public double Allowed(double original) => Budget.Unit == BudgetUnit.Relative ? Budget.Amount * Math.Abs(original) : Budget.Amount;

    static string? Misfit(Budget budget, Metric metric) => budget.Unit switch
    {
        BudgetUnit.Points when !metric.IsShare                      => "percentage points need a share, and this is none. Write 1% of the original's figure, or an amount such as 0.02",
        BudgetUnit.Own when metric.IsShare && budget.Amount >= 1    => "that would allow everything. Write 1pp for one percentage point, or 1%",
        _                                                           => null,
    };
}
