using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Sweeps;

/// <param name="Display">What the page calls the model.</param>
/// <param name="Texts">The user's options; a setting's own go before them.</param>
/// <param name="Threads">As in <see cref="Job"/>.</param>
public sealed record SweepRequest(string Model, string Display, IReadOnlyList<KeyValuePair<string, string>> Texts, int Threads);

/// <summary>Runs the pipeline once for each setting, and keeps the figures instead of the models.</summary>
public static class Sweeper
{
    /// <exception cref="OptiBuildException">As of <see cref="Pipeline.Run"/>.</exception>
    public static SweptModel Run(SweepRequest request, IReadOnlyList<SweepSetting> settings, Steps steps, CancellationToken cancel)
    {
        using var folder = new TemporaryFolder();
        var points = new List<SweepPoint>();
        foreach (var setting in settings)
        {
            using var step = steps.Begin($"{setting.Series}: {setting.Name}");
            points.Add(Point(request, setting, points.Count == 0 ? MetricUnit.Share : points[0].Metric.Unit, folder, cancel));
        }
        return new(request.Display, Machine.Describe(), points);
    }

    static SweepPoint Point(SweepRequest request, SweepSetting setting, MetricUnit unit, TemporaryFolder folder, CancellationToken cancel)
    {
        var (model, embedded) = (folder.File("model.onnx"), folder.File("model.br"));
        var texts = setting.Texts(unit).ToArray();
        var options = Options.From([.. request.Texts.Where(u => !texts.Any(t => t.Key.Equals(u.Key, StringComparison.OrdinalIgnoreCase))), .. texts]);
        var report = Pipeline.Run(new Job(request.Model, request.Display, model, embedded, null, options, request.Threads), cancel).Report;
        return new(setting.Series, setting.Name, string.Join(' ', texts.Where(t => t.Key != "Gate").Select(t => $"{t.Key}={t.Value}")),
            WeightCounter.Of(ModelReader.Read(model)), report.Metric!, report.Size!, report.Latency!);
    }
}
