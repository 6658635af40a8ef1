using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Validation;

/// <summary>One model's figure of each class, by the same counts as <see cref="ClassLosses"/>.</summary>
static class ClassFigures
{
    /// <param name="own">By the metric itself.</param>
    /// <param name="byClass">By what tells the classes.</param>
    public static IReadOnlyList<ClassReport> Of(Metric metric, PairedList own, PairedList byClass, IReadOnlyList<string> names)
    {
        if (ClassLosses.AreCounted(metric, own, byClass))
            return [.. ClassLosses.Groups(byClass).Select(g => Report(ClassLosses.NameOf(g.Class, names), g.Items.Length, g.Items.Average(i => own.Original[i][0])))];
        return metric.PerClass is not { } perClass ? []
            : [.. perClass(byClass.Original).Where(c => c.Count > 0).OrderBy(c => c.Class).Select(c => Report(ClassLosses.NameOf(c.Class, names), c.Count, c.Figure(null)))];
    }

    static ClassReport Report(string name, int samples, double figure) => new(name, samples, figure, figure, 0, 0);
}
