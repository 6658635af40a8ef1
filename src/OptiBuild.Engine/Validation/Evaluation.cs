using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Validation;

/// <summary>One model's figure on labelled samples.</summary>
public sealed record Evaluation(Metric Metric, double Value, int Samples)
{
    /// <summary>Empty where the metric has no classes. Nothing is lost in any.</summary>
    public IReadOnlyList<ClassReport> Classes { get; init; } = [];

    /// <summary>Null where samples have no single class.</summary>
    public ConfusionReport? Confusion { get; init; }

    /// <summary>Those that say something of one model alone.</summary>
    public IReadOnlyList<FigureReport> Others { get; init; } = [];

    /// <exception cref="OptiBuildException">OB3xxx: a sample or a label does not fit.</exception>
    public static Evaluation Of(Samples samples, IReadOnlyList<ModelInput> inputs, Ask model, Metric metric, Run run)
    {
        using var scoring = metric.Start(run.Cancel);
        var scores = new PairedScores(scoring.Metric, samples.Labels);
        foreach (var batch in Questions.Of(samples, inputs, run.Cancel))
        {
            run.Cancel.ThrowIfCancellationRequested();
            foreach (var (outputs, sample) in model(batch).Zip(batch.Samples))
            {
                Questions.RequireLabel(metric, sample, outputs);
                scores.Add(outputs, outputs, sample);
            }
            run.Advance(scores.Count, samples.Count);
        }
        return scores.ToEvaluation(samples.ClassNames);
    }

    /// <summary>In the report's form: the model compared with itself.</summary>
    public MetricReport ToReport() => new()
    {
        Name       = Metric.Name,
        Formula    = Metric.Formula,
        Unit       = Metric.Unit,
        Direction  = Metric.Direction,
        Original   = Value,
        Optimized  = Value,
        Loss       = 0,
        LossUpper  = 0,
        Confidence = 1,
        Budget     = 0,
        BudgetText = "",
        Samples    = Samples,
        Agreement  = 1,
        Classes    = Classes,
        Confusion  = Confusion,
        Others     = Others,
    };
}
