namespace OptiBuild.Engine.Metrics;

/// <summary>right / answered: of the answers "this class", the share that is right; 0 where there is none.</summary>
/// <remarks>Van Rijsbergen: Information Retrieval, 1979, chapter 7; averages and conventions as in <see cref="ClassMetric"/>.</remarks>
static class Precision
{
    public static double Of(ClassCount count) => ClassMetric.Quotient(count.Right, count.Answered);
}
