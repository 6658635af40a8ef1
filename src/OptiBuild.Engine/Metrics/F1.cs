namespace OptiBuild.Engine.Metrics;

/// <summary>2 · right / (labelled + answered), the harmonic mean of precision and recall; 0 where nothing is right.</summary>
/// <remarks>Van Rijsbergen: Information Retrieval, 1979, chapter 7, E with β = 1; averages and conventions as in <see cref="ClassMetric"/>.</remarks>
static class F1
{
    public static double Of(ClassCount count) => ClassMetric.Quotient(2 * count.Right, count.Labelled + count.Answered);
}
