using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Sweeps;

/// <summary>One run of the pipeline in a sweep.</summary>
/// <param name="Series">Key of the series it belongs to: <see cref="SweepSeries"/>.</param>
/// <param name="Name">Within its series.</param>
public sealed record SweepSetting(string Series, string Name, params (string Option, string Text)[] Options)
{
    /// <summary>On top of what the user set; nothing that is measured here stops the sweep.</summary>
    /// <param name="unit">Of the metric: percentage points fit shares only, and become percent of the original's figure elsewhere.</param>
    public IEnumerable<KeyValuePair<string, string>> Texts(MetricUnit unit) =>
    [
        .. Options.Select(o => KeyValuePair.Create(o.Option, unit == MetricUnit.Own ? o.Text.Replace("pp", "%", StringComparison.Ordinal) : o.Text)),
        KeyValuePair.Create("Gate", nameof(GateMode.Warn)),
    ];
}
