using System.Globalization;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;

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
        var budget = BudgetOf(options, metric.Unit);
        if (metric.IsFloored && (options.MaxDrop is not null || (options.MinMetric is null && options.Gate != GateMode.Off)))
            throw new OptiBuildException(Diagnostics.BoundUnfit.With("MaxDrop", budget.ToString(), metric.Name, "the original's own figure is infinite. Set MinMetric instead, such as 30 (dB)"));
        if (Misfit(budget, metric.Unit) is { } misfit)
            throw new OptiBuildException(Diagnostics.BoundUnfit.With("MaxDrop", budget.ToString(), metric.Name, misfit));
        if (metric.IsShare && options.MinMetric is { } bound and (< 0 or > 1))
            throw new OptiBuildException(Diagnostics.BoundUnfit.With("MinMetric", bound.ToString(CultureInfo.InvariantCulture), metric.Name, "it lies between 0 and 1. Write 90% or 0.9"));
        if (options.MaxClassDrop is { } each && (metric.HasClasses ? Misfit(each, metric.Unit) : "it has no figures for single classes. Remove the bound") is { } unfit)
            throw new OptiBuildException(Diagnostics.BoundUnfit.With(nameof(options.MaxClassDrop), each.ToString(), metric.Name, unfit));
        return new Criteria(metric, options.Gate, budget, options.Confidence) { MinMetric = options.MinMetric };
    }

    /// <summary>The budget in the metric's own unit.</summary>
    /// <param name="original">The original model's figure, which relative budgets refer to.</param>
    public double Allowed(double original) => Budget.Unit == BudgetUnit.Relative ? Budget.Amount * Math.Abs(original) : Budget.Amount;

    /// <summary>What may be lost, where it is not said.</summary>
    internal static Budget BudgetOf(Options options, MetricUnit unit) => options.MaxDrop ?? (unit == MetricUnit.Share ? OnePoint : OnePercent);

    /// <summary>Whether the bounds that only judge suit figures that are there already. What does not suit is explained by <see cref="Of"/>.</summary>
    internal static bool Suit(Options options, MetricReport metric) =>
        (metric.Unit != MetricUnit.Share || options.MinMetric is null or (>= 0 and <= 1)) && (options.MaxClassDrop is not { } each || metric.Classes.Count > 0 && Misfit(each, metric.Unit) is null);

    static string? Misfit(Budget budget, MetricUnit unit) => budget.Unit switch
    {
        BudgetUnit.Points when unit != MetricUnit.Share                      => "percentage points need a share, and this is none. Write 1% of the original's figure, or an amount such as 0.02",
        BudgetUnit.Own when unit == MetricUnit.Share && budget.Amount >= 1   => "that would allow everything. Write 1pp for one percentage point, or 1%",
        _                                                                    => null,
    };
}
