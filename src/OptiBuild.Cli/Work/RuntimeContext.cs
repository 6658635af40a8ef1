using System.Reflection;
using System.Runtime.Loader;
using OptiBuild.Engine.Runtimes;

namespace OptiBuild.Cli.Work;

/// <summary>The worker's assemblies once more, bound to another ONNX Runtime: calibration, validation and times are then those of what the app ships.</summary>
/// <remarks>The packed one is neither loaded nor started: a process that holds both would have twice its memory and threads.</remarks>
sealed class RuntimeContext : AssemblyLoadContext
{
    const string Own = "OptiBuild.";

    readonly RuntimeFiles files;
    readonly AssemblyDependencyResolver packed;

    RuntimeContext(RuntimeFiles files) : base(files.Native)
    {
        this.files = files;
        packed = new AssemblyDependencyResolver(typeof(RuntimeContext).Assembly.Location);
    }

    /// <returns>Where to start there, or why the app's version cannot be used, as a sentence.</returns>
    public static (Func<string, CancellationTokenSource, string?, int>? Start, string? Why) Enter(AppRuntime runtime)
    {
        var (files, why) = RuntimeFiles.Of(runtime);
        if (files is null) return (null, why);
        try
        {
            if (NativeRuntime.Refusal(files.Native, runtime.Version, files.Least) is { } refusal) return (null, refusal);
            var context = new RuntimeContext(files);
            var engine = context.LoadFromAssemblyName(typeof(RuntimeTrial).Assembly.GetName());
            if (WrapperMembers.Missing(engine) is { } missing) return (null, $"its assembly has no {missing}.");
            engine.GetType(typeof(RuntimeTrial).FullName!)!.GetMethod(nameof(RuntimeTrial.Run))!.CreateDelegate<Func<string>>()();
            return (context.Worker(), null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever an unknown version throws: with the packed one, the work can be done.
            return (null, $"{e.GetBaseException().Message.Split('\n')[0].Trim().TrimEnd('.')}.");
        }
    }

    Func<string, CancellationTokenSource, string?, int> Worker() =>
        LoadFromAssemblyName(typeof(WorkerStart).Assembly.GetName()).GetType(typeof(WorkerStart).FullName!)!
            .GetMethod(nameof(WorkerStart.Work), BindingFlags.Static | BindingFlags.NonPublic)!.CreateDelegate<Func<string, CancellationTokenSource, string?, int>>();

    protected override Assembly? Load(AssemblyName name)
    {
        if (name.Name == RuntimeFiles.Wrapper) return LoadFromAssemblyPath(files.Managed);
        return name.Name == typeof(RuntimeContext).Assembly.GetName().Name || name.Name!.StartsWith(Own, StringComparison.Ordinal)
            ? LoadFromAssemblyPath(packed.ResolveAssemblyToPath(name) ?? Path.Combine(AppContext.BaseDirectory, name.Name + ".dll")) : null;
    }

    /// <remarks>The name is 'onnxruntime' with or without what a platform puts around it; 'ortextensions' is the packed one's.</remarks>
    protected override nint LoadUnmanagedDll(string name) =>
        name.Contains("onnxruntime", StringComparison.OrdinalIgnoreCase) ? LoadUnmanagedDllFromPath(files.Native)
        : packed.ResolveUnmanagedDllToPath(name) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
