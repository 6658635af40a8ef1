using System.Diagnostics;

namespace OptiBuild.Cli.Work;

/// <summary>Ends the work when the process that waits for it is gone: a cancelled build must not leave a busy machine behind.</summary>
sealed class ParentWatch : IDisposable
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Time to stop in order; native code cannot be interrupted, so after that the process ends where it stands.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    readonly Process? parent;
    readonly Timer timer;
    readonly CancellationTokenSource cancel;
    bool isTold;

    ParentWatch(Process? parent, CancellationTokenSource cancel)
    {
        (this.parent, this.cancel) = (parent, cancel);
        timer = new Timer(_ => Look(), null, TimeSpan.Zero, Period);
    }

    /// <summary>Null where there is no parent to watch.</summary>
    public static ParentWatch? Start(int parentPid, CancellationTokenSource cancel) => parentPid == 0 ? null : new(Find(parentPid), cancel);

    /// <remarks>The handle is kept: another process that gets the same number later is not taken for the parent.</remarks>
    static Process? Find(int pid)
    {
        try
        {
            return Process.GetProcessById(pid);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    void Look()
    {
        if (isTold) Environment.Exit(ExitCodes.Cancelled);
        if (parent is { HasExited: false }) return;
        isTold = true;
        cancel.Cancel();
        timer.Change(Patience, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        timer.Dispose();
        parent?.Dispose();
    }
}
