using OptiBuild.Engine.Data;

namespace OptiBuild.Engine.Metrics.Detection;

/// <summary>Rows for metrics of boxes; their argument says how the model writes them.</summary>
static class BoxMetric
{
    public static Metric Of(string name, string formula, IReadOnlyList<int> thresholds) => Of(name, formula, thresholds, BoxForm.Pixels) with
    {
        Arguments = $"{string.Join(", ", Enum.GetNames<BoxCorners>().Skip(1).Select(c => $"`:{c.ToLowerInvariant()}`"))}, `:xyxy{BoxForm.Suffix}` …; corners in pixels without",
        Bind      = argument => argument.Text.Length == 0 ? Of(name, formula, thresholds, BoxForm.Pixels) : BoxForm.Parse(argument.Text) is { } form ? Of(name, formula, thresholds, form) : null,
    };

    static Metric Of(string name, string formula, IReadOnlyList<int> thresholds, BoxForm form) =>
        new(name, Direction.HigherIsBetter, LabelKind.Boxes, formula, a => MeanAveragePrecision.Score(a, form), s => MeanAveragePrecision.Combine(s, thresholds))
        {
            Boxes    = form,
            PerClass = s => [.. MeanAveragePrecision.ByClass(s, thresholds).Select(c => new ClassFigure(c.Key, c.Value.Objects, [.. Enumerable.Range(0, s.Count)], c.Value.Figure))],
        };
}
