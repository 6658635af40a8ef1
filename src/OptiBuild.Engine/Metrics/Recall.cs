namespace OptiBuild.Engine.Metrics;

/// <summary>right / labelled: of what is of this class, the share that is answered so; 0 where there is none.</summary>
/// <remarks>Van Rijsbergen: Information Retrieval, 1979, chapter 7; averages and conventions as in <see cref="ClassMetric"/>.</remarks>
static class Recall
{
    public static double Of(ClassCount count) => ClassMetric.Quotient(count.Right, count.Labelled);
}
