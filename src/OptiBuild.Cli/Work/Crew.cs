namespace OptiBuild.Cli.Work;

/// <summary>Works on several models at once, each on a thread of its own, as <see cref="Shares"/> decides.</summary>
sealed class Crew<T>(Shares shares, Func<Share, T> work)
{
    readonly object gate = new();
    readonly Dictionary<int, long> pending = [];
    readonly List<Share> working = [];
    Exception? failure;

    /// <summary>The results in the order of the models. The first exception ends the start of further models and is thrown when those at work are done.</summary>
    /// <param name="bytes">Of the models.</param>
    public IReadOnlyList<T> Run(IReadOnlyList<long> bytes)
    {
        var results = new T[bytes.Count];
        for (var i = 0; i < bytes.Count; i++) pending[i] = bytes[i];
        var threads = new List<Thread>();
        while (Next() is { } share)
        {
            var thread = new Thread(() => Work(share, results)) { Name = $"model {share.Model}" };
            threads.Add(thread);
            thread.Start();
        }
        threads.ForEach(t => t.Join());
        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return results;
    }

    /// <summary>Waits for room; null when nothing is left to start.</summary>
    Share? Next()
    {
        lock (gate)
            while (true)
            {
                if (pending.Count == 0 || failure is not null) return null;
                if (shares.Next(pending, working) is { } share)
                {
                    pending.Remove(share.Model);
                    working.Add(share);
                    return share;
                }
                Monitor.Wait(gate);
            }
    }

    void Work(Share share, T[] results)
    {
        try
        {
            results[share.Model] = work(share);
        }
        catch (Exception e)
        {
            lock (gate) failure ??= e;
        }
        lock (gate)
        {
            working.Remove(share);
            Monitor.PulseAll(gate);
        }
    }
}
