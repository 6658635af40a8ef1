using System.Globalization;
using OptiBuild.Engine.Data;

namespace OptiBuild.Engine.Metrics;

/// <summary>right / (labelled + answered − right) of a class over all positions of all samples; the mean over the classes that occur in labels or answers.</summary>
/// <remarks>
/// Everingham et al.: The PASCAL Visual Object Classes Challenge: A Retrospective, IJCV 111, 2015, 4.1 (segmentation); the macro average of
/// scikit-learn's jaccard_score. Positions are found by <see cref="ClassAxis"/>.
/// </remarks>
static class IntersectionOverUnion
{
    const string Ignore = "ignore=";

    public static Metric Row { get; } = For(null);

    public static double Of(ClassCount count) => ClassMetric.Quotient(count.Right, count.Labelled + count.Answered - count.Right);

    static Metric For(long? ignored) => new(ignored is { } i ? string.Create(CultureInfo.InvariantCulture, $"iou:{Ignore}{i}") : "iou", Direction.HigherIsBetter, LabelKind.Classes,
        "per class, positions labelled and answered so, of those labelled or answered so; mean over the classes", answer => Decisions.Score(answer, ignored), ClassMetric.Average(ClassMetric.MacroOf, Of))
    {
        PerClass  = scores => ClassMetric.PerClass(scores, Of),
        Classes   = ignored is null ? ClassAxis.Limit : _ => null,
        Arguments = "`:ignore=255`, a label that does not count",
        Bind      = argument => argument.Text.Length == 0 ? For(null) : Number(argument.Text) is { } number ? For(number) : null,
    };

    static long? Number(string text) => text.StartsWith(Ignore, StringComparison.OrdinalIgnoreCase)
        && long.TryParse(text.AsSpan(Ignore.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
