using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Sweeps;

/// <summary>sweep.json: what was measured of each model. The page is drawn from it.</summary>
public sealed record Sweep(int Schema, ToolInfo Tool, IReadOnlyList<SweptModel> Models)
{
    /// <summary>With the model in place of one of the same name, else behind the others.</summary>
    public Sweep With(SweptModel model)
    {
        var models = Models.ToList();
        var at = models.FindIndex(m => m.Model == model.Model);
        if (at < 0) models.Add(model);
        else models[at] = model;
        return this with { Models = models };
    }
}

public sealed record SweptModel(string Model, EnvironmentReport Environment, IReadOnlyList<SweepPoint> Points);

/// <summary>What one setting came to.</summary>
/// <param name="Options">As the user would write them.</param>
public sealed record SweepPoint(string Series, string Setting, string Options, WeightCount Weights, MetricReport Metric, SizeReport Size, LatencyReport Latency);

/// <summary>Constants with two axes or more in the file that was written, those excluded whose zeros mean nothing.</summary>
/// <param name="NonZeros">Those that do not mean the number 0; int8 rounds small weights to it too.</param>
public sealed record WeightCount(long All, long NonZeros)
{
    public double Sparsity => All == 0 ? 0 : 1 - NonZeros / (double)All;
}
