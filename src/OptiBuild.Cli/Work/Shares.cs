namespace OptiBuild.Cli.Work;

/// <summary>Who of several models may work now, and with how many threads: as many at once as cores and memory allow, the largest first.</summary>
/// <remarks>
/// Alone, a model takes all cores, but much of its time is spent on one of them; side by side, models fill the gaps of each other. No result depends on it.
/// </remarks>
/// <param name="Cores">Threads for all models together.</param>
/// <param name="Memory">Bytes for all models together.</param>
sealed record Shares(int Cores, long Memory)
{
    /// <summary>What a model needs, seen on the models of the benchmarks: a session's own share, and several copies of the weights.</summary>
    const long PerModel = 256L << 20, Copies = 10;

    /// <summary>The rest is for the build that waits, and for whatever else runs.</summary>
    const double MostOfMemory = 0.6;

    /// <param name="threads">0 means one per core.</param>
    public static Shares OfMachine(int threads) =>
        new(threads > 0 ? threads : Environment.ProcessorCount, (long)(MostOfMemory * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));

    /// <summary>Memory for a model of so many bytes.</summary>
    public static long Needed(long bytes) => PerModel + Copies * bytes;

    /// <summary>The model to start now, and its threads; null where all have to wait.</summary>
    /// <param name="pending">Bytes of those that wait.</param>
    /// <param name="working">Those at work.</param>
    public Share? Next(IReadOnlyDictionary<int, long> pending, IReadOnlyCollection<Share> working)
    {
        var (cores, memory) = (Cores - working.Sum(w => w.Threads), Memory - working.Sum(w => Needed(w.Bytes)));
        if (pending.Count == 0 || cores <= 0) return null;
        var all = pending.Values.Sum(b => (double)b);
        foreach (var (model, bytes) in pending.OrderByDescending(p => p.Value).ThenBy(p => p.Key))
        {
            if (working.Count > 0 && Needed(bytes) > memory) continue;
            var share = all > 0 ? bytes / all : 1.0 / pending.Count;
            return new(model, bytes, (int)Math.Clamp(Math.Round(cores * share, MidpointRounding.AwayFromZero), 1, cores));
        }
        return null;
    }
}

/// <param name="Model">Its place in the job.</param>
sealed record Share(int Model, long Bytes, int Threads);
