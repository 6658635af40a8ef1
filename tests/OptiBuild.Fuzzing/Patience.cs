using System.Diagnostics;

namespace OptiBuild.Fuzzing;

/// <summary>Ends the process where one input takes too long: a loop without end cannot be interrupted.</summary>
/// <remarks>Of the processor's time first: on a busy machine everything takes long.</remarks>
public sealed class Patience : IDisposable
{
    public const int ExitCode = 3;

    static readonly TimeSpan Most = TimeSpan.FromSeconds(10), MostWaiting = TimeSpan.FromMinutes(5), Period = TimeSpan.FromSeconds(1);

    readonly Timer timer;
    readonly Stopwatch watch = Stopwatch.StartNew();
    readonly Process self = Process.GetCurrentProcess();
    (TimeSpan Used, TimeSpan At) begun;
    long number, seen;

    public Patience() => timer = new Timer(_ => Look(), null, Period, Period);

    public void Begin() => Interlocked.Increment(ref number);

    /// <summary>Whether the input that was begun last takes longer than one may.</summary>
    /// <param name="used">The processor's time that the process took so far.</param>
    /// <param name="at">The time since it began.</param>
    public bool IsOver(TimeSpan used, TimeSpan at)
    {
        var now = Interlocked.Read(ref number);
        if (now != seen) (seen, begun) = (now, (used, at));
        return used - begun.Used > Most || at - begun.At > MostWaiting;
    }

    public void Dispose()
    {
        timer.Dispose();
        self.Dispose();
    }

    void Look()
    {
        self.Refresh();
        if (IsOver(self.TotalProcessorTime, watch.Elapsed)) Environment.Exit(ExitCode);
    }
}
