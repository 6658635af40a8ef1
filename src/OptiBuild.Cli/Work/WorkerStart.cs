using System.Globalization;
using OptiBuild.Engine;
using OptiBuild.Engine.Caching;
using OptiBuild.Engine.Runtimes;
using OptiBuild.Onnx;

namespace OptiBuild.Cli.Work;

/// <summary>Runs a job on the ONNX Runtime that the app ships where it can be loaded, else on the one packed with the worker.</summary>
static class WorkerStart
{
    /// <summary>Set by tests: small models then go the way of those that one file cannot hold.</summary>
    const string LimitVariable = "OPTIBUILD_INLINE_LIMIT";

    public static int Run(string path, CancellationTokenSource cancel)
    {
        var job = JobFile.Read(path);

        // Reports alone need no inference.
        if (job.Models.Count == 0 || job.Runtime is not { } runtime || runtime.Version == PackedRuntime.Version) return Work(path, cancel, null);
        var (start, why) = RuntimeContext.Enter(runtime);
        return start is not null ? start(path, cancel, null) : Work(path, cancel, Diagnostics.RuntimeNotLoaded.With(runtime.Name, why!, PackedRuntime.Version.ToString()).Message);
    }

    /// <summary>The work itself, on whatever ONNX Runtime these assemblies are bound to.</summary>
    /// <param name="notLoaded">What is told where the app's could not be loaded. A text, since types do not pass from one context to another.</param>
    internal static int Work(string path, CancellationTokenSource cancel, string? notLoaded) =>
        new Worker(Records.OnStandardOutput(), CachedPipeline.Run)
        {
            NotLoaded = notLoaded is null ? null : new(Diagnostics.RuntimeNotLoaded, notLoaded),
            InlineLimit = long.TryParse(Environment.GetEnvironmentVariable(LimitVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : ModelWriter.InlineLimit,
        }.Run(path, cancel);
}
