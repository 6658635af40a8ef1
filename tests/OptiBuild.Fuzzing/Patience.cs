using System.Diagnostics;

namespace OptiBuild.Fuzzing;

/// <summary>Ends the process where one input takes too long: a loop without end cannot be interrupted.</summary>
/// <remarks>Of the processor's time first: on a busy machine everything takes long.</remarks>
sealed class Patience : IDisposable
{
    public const int ExitCode = 3;

    static readonly TimeSpan Most = TimeSpan.FromSeconds(10), MostWaiting = TimeSpan.FromSeconds(120), Period = TimeSpan.FromSeconds(1);

    readonly Timer timer;
    readonly Stopwatch watch = new();
    readonly Process self = Process.GetCurrentProcess();
    TimeSpan begun;
    long number, seen;

    public Patience() => timer = new Timer(_ => Look(), null, Period, Period);

    public void Begin() => Interlocked.Increment(ref number);

    void Look()
    {
        self.Refresh();
        var now = Interlocked.Read(ref number);
        if (now != seen) (seen, begun) = (now, self.TotalProcessorTime);
        if (now != seen || !watch.IsRunning || self.TotalProcessorTime == begun) watch.Restart();
        if (self.TotalProcessorTime - begun > Most || watch.Elapsed > MostWaiting) Environment.Exit(ExitCode);
    }

    public void Dispose()
    {
        timer.Dispose();
        self.Dispose();
    }
}
