using System.Runtime.InteropServices;

namespace OptiBuild.Engine;

/// <summary>Memory that nobody uses any more. Several copies of a model's weights come and go; whoever waits for the collector holds them all at once.</summary>
static partial class Unused
{
    /// <summary>Garbage that may gather before it is worth a collection.</summary>
    const long Worthwhile = 12 << 20;

    /// <summary>The same after so much was allocated. Samples are large objects, which the collector leaves lying much longer.</summary>
    /// <param name="last">Allocated bytes at the last time; 0 at first.</param>
    public static void GiveBackNowAndThen(ref long last)
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - last < Worthwhile) return;
        if (last > 0) GC.Collect();
        last = allocated;
    }

    /// <summary>The same for work on several threads.</summary>
    public sealed class Collector
    {
        readonly Lock one = new();
        long last;

        public void NowAndThen()
        {
            lock (one) GiveBackNowAndThen(ref last);
        }
    }

    /// <summary>Gives back what managed objects held, and what ONNX Runtime freed but its allocator keeps.</summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var libc) && NativeLibrary.TryGetExport(libc, "malloc_trim", out _)) _ = Trim(0);
    }

    /// <remarks>https://man7.org/linux/man-pages/man3/malloc_trim.3.html; other C libraries do not have it and do not need it.</remarks>
    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);
}
