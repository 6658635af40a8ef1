using OptiBuild.Engine.Data;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Inference;

/// <summary>How long one answer takes, original against optimized, on this machine.</summary>
/// <remarks>
/// Rounds run both models right after one another, the first one alternating, so that whatever else the machine does hits both alike.
/// A time is the least of the medians of groups of rounds: medians drop single interruptions, and since other work only ever adds
/// time, the least of them is the quietest phase.
/// </remarks>
public static class Latency
{
    /// <summary>Runs of a fast model are timed together until they take this long, so that the clock's steps do not show.</summary>
    const double LeastSliceMs = 1;

    const int MostRunsPerSlice = 64;

    /// <summary>Rounds whose median counts.</summary>
    const int Group = 5;

    /// <summary>Kernels are chosen, memory is planned and pages are touched in the first runs.</summary>
    const int WarmUpRuns = 3;

    /// <param name="original">Opened with one thread, as <paramref name="optimized"/>.</param>
    /// <param name="one">One real sample.</param>
    public static LatencyReport Compare(Runner original, Runner optimized, Batch one, LatencySettings settings, CancellationToken cancel) =>
        Compare(() => original.RunOnly(one), () => optimized.RunOnly(one), settings, cancel);

    internal static LatencyReport Compare(Action original, Action optimized, LatencySettings settings, CancellationToken cancel)
    {
        var clock = settings.Clock;
        var start = clock.GetTimestamp();
        var runs = RunsPerSlice(Math.Min(WarmUp(original, clock), WarmUp(optimized, clock)));
        List<double> before = [], after = [];
        do
        {
            cancel.ThrowIfCancellationRequested();
            var swapped = before.Count % 2 == 1;
            var first = Slice(swapped ? optimized : original, runs, clock);
            var second = Slice(swapped ? original : optimized, runs, clock);
            before.Add(swapped ? second : first);
            after.Add(swapped ? first : second);
        }
        while (before.Count < settings.Rounds && clock.GetElapsedTime(start) < settings.Most);
        var (originalMs, optimizedMs) = (LeastMedian(before), LeastMedian(after));
        return new LatencyReport(originalMs, optimizedMs, originalMs / optimizedMs, Batch: 1, Threads: 1);
    }

    /// <summary>The shortest run in milliseconds.</summary>
    static double WarmUp(Action model, TimeProvider clock) => Enumerable.Range(0, WarmUpRuns).Min(_ => Slice(model, 1, clock));

    static int RunsPerSlice(double fastestMs) => (int)Math.Clamp(Math.Ceiling(LeastSliceMs / fastestMs), 1, MostRunsPerSlice);

    static double Slice(Action model, int runs, TimeProvider clock)
    {
        var start = clock.GetTimestamp();
        for (var i = 0; i < runs; i++) model();
        return clock.GetElapsedTime(start).TotalMilliseconds / runs;
    }

    /// <remarks>Rounds left over at the end join no group, unless there is none.</remarks>
    static double LeastMedian(List<double> times) =>
        times.Count < Group ? Median(times) : times.Chunk(Group).Where(g => g.Length == Group).Min(Median);

    static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
