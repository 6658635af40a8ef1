using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Validation;

/// <summary>One model's figure on labelled samples.</summary>
public sealed record Evaluation(Metric Metric, double Value, int Samples)
{
    /// <exception cref="OptiBuildException">OB3xxx: a sample or a label does not fit.</exception>
    public static Evaluation Of(Samples samples, IReadOnlyList<ModelInput> inputs, Ask model, Metric metric, Run run)
    {
        using var scoring = metric.Start(run.Cancel);
        var scores = new List<double[]>();
        foreach (var batch in Questions.Of(samples, inputs, run.Cancel))
        {
            run.Cancel.ThrowIfCancellationRequested();
            foreach (var (outputs, sample) in model(batch).Zip(batch.Samples))
            {
                Questions.RequireLabel(metric, sample, outputs);
                scores.Add(scoring.Metric.Score(new Answer(outputs, outputs, sample.Label) { Origin = sample.Origin }));
            }
            run.Advance(scores.Count, samples.Count);
        }
        return new(metric, metric.Combine(scores)(null), scores.Count);
    }

    /// <summary>In the report's form: the model compared with itself.</summary>
    public MetricReport ToReport() => new()
    {
        Name       = Metric.Name,
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
    };
}
