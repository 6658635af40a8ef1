using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;

namespace OptiBuild.Engine;

/// <summary>A set that the user gave, and by which option.</summary>
sealed record GivenData(string Place, string Option)
{
    public DataRequest Request(IReadOnlyList<ModelInput> inputs, Options options) => new(Place, Option, inputs, options);
}

/// <summary>Which data is opened for what.</summary>
/// <param name="Splits">The calibration samples are a part of <see cref="Validation"/>, of which the gate asks the rest.</param>
sealed record DataPlan(GivenData? Calibration, GivenData? Validation, bool Splits)
{
    /// <remarks>Without CalibrationData a part of ValidationData calibrates. The other way round only where a metric is asked for that needs no labels, since labels in CalibrationData are never looked at.</remarks>
    /// <exception cref="OptiBuildException">OB1003, OB1004, OB1011, OB3052.</exception>
    public static DataPlan Of(Options options)
    {
        var calibration = options.CalibrationData is { } c && UsesCalibration(options) ? new GivenData(c, nameof(options.CalibrationData)) : null;
        var validation = options.ValidationData is { } v ? new GivenData(v, nameof(options.ValidationData)) : null;
        if (validation is null && options.Gate != GateMode.Off)
            return options.CalibrationData is { } all && NeedsNoLabels(options) ? new(null, new GivenData(all, nameof(options.CalibrationData)), Splits: true)
                : throw new OptiBuildException(Diagnostics.ValidationMissing.With(options.Gate.ToString()));
        var splits = options.CalibrationData is null && NeedsCalibration(options);
        if (splits && validation is null)
            throw new OptiBuildException(options.Quantization is QuantizationMode.Auto or QuantizationMode.Int8
                ? Diagnostics.CalibrationMissing.With(options.Quantization.ToString().ToLowerInvariant(), "weights") : Diagnostics.ChannelsNeedSamples.With());
        if (options.Gate == GateMode.Off) return new(calibration, splits ? validation : null, splits);
        if (calibration is not null && AreSame(calibration.Place, validation!.Place))
            throw new OptiBuildException(Diagnostics.SameData.With(Places.Name(calibration.Place)));
        return new(calibration, validation, splits);
    }

    static bool UsesCalibration(Options options) => options.Quantization != QuantizationMode.None || options.Pruning is PruningMode.Element or PruningMode.Channel;

    static bool NeedsCalibration(Options options) => options.Quantization is QuantizationMode.Auto or QuantizationMode.Int8 || options.Pruning == PruningMode.Channel;

    static bool NeedsNoLabels(Options options) => options.Metric is not null && MetricRows.For(options, LabelKind.None).Needs == LabelKind.None;

    static bool AreSame(string a, string b) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(a)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(b));
}
