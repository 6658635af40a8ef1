using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Validation;

namespace OptiBuild.Engine;

/// <summary>The samples of one job, and what is asked of them.</summary>
/// <param name="Calibration">Null where nothing has to be calibrated.</param>
/// <param name="Validation">Null where the gate is off and no data is given.</param>
/// <param name="Criteria">Null where nothing is judged.</param>
public sealed record DataSets(Samples? Calibration, Samples? Validation, Criteria? Criteria) : IDisposable
{
    /// <summary>Opens both sets and stops where they could not prove anything.</summary>
    /// <exception cref="OptiBuildException">OB1003, OB1004, OB3xxx, OB4003, OB4004.</exception>
    public static DataSets Open(Job job, Original original)
    {
        var options = job.Options;
        var inputs = original.Inputs;
        if (options is { CalibrationData: null, Quantization: QuantizationMode.Auto or QuantizationMode.Int8 })
            throw new OptiBuildException(Diagnostics.CalibrationMissing.With(options.Quantization.ToString().ToLowerInvariant(), "weights"));
        if (options.ValidationData is null && options.Gate != GateMode.Off)
            throw new OptiBuildException(Diagnostics.ValidationMissing.With(options.Gate.ToString()));

        var validation = options is { ValidationData: { } v, Gate: not GateMode.Off } ? Formats.Open(new DataRequest(v, nameof(options.ValidationData), inputs, options)) : null;
        var criteria = validation is null ? null : Criteria.Of(options, MetricRows.For(options, validation));
        if (criteria is not null) Gate.RequireProvable(job.Display, criteria, validation!.Count);
        var calibration = options.CalibrationData is { } c && (options.Quantization != QuantizationMode.None || options.Pruning is PruningMode.Element or PruningMode.Channel)
            ? Formats.Open(new DataRequest(c, nameof(options.CalibrationData), inputs, options)) : null;
        return new(calibration is { AreCostly: true } costly ? new SpooledSamples(costly) : calibration, validation, criteria);
    }

    public void Dispose()
    {
        Calibration?.Dispose();
        Validation?.Dispose();
    }
}
