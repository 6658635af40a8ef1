using System.Runtime.InteropServices;
using NuGet.Versioning;

namespace OptiBuild.Engine.Runtimes;

/// <summary>What is loaded of an app's packages.</summary>
/// <param name="Native">The library for this machine.</param>
/// <param name="Managed">The assembly that calls it.</param>
/// <param name="Least">The version whose functions that assembly calls.</param>
public sealed record RuntimeFiles(string Native, string Managed, NuGetVersion Least)
{
    public const string Wrapper = "Microsoft.ML.OnnxRuntime";

    /// <summary>Its C API is append-only: a newer library can be driven by an older assembly, and never the other way round.</summary>
    /// <returns>The files, or why there are none, as a sentence.</returns>
    public static (RuntimeFiles? Files, string? Why) Of(AppRuntime runtime)
    {
        if (runtime.Folder is not { } folder || NativeIn(folder) is not { } native) return (null, $"its package has no native library for {Platform}.");
        if (ManagedIn(folder) is { } own) return (new(native, own, runtime.Version), null);
        return runtime.Version >= PackedRuntime.Version
            ? (new(native, typeof(Microsoft.ML.OnnxRuntime.OrtEnv).Assembly.Location, PackedRuntime.Version), null)
            : (null, $"its package has no assembly for .NET, and that of version {PackedRuntime.Version} cannot call an older library.");
    }

    static string? NativeIn(string folder)
    {
        var natives = Path.Combine(folder, "runtimes", Platform, "native");
        return Named.Select(name => Path.Combine(natives, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>linux-x64 and so on, as packages name their folders.</summary>
    public static string Platform { get; } =
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    static string[] Named => OperatingSystem.IsWindows() ? ["onnxruntime.dll"] : OperatingSystem.IsMacOS() ? ["libonnxruntime.dylib"] : ["libonnxruntime.so", "libonnxruntime.so.1"];

    /// <summary>In the package itself, or in the one of managed code that belongs to it and lies beside it.</summary>
    static string? ManagedIn(string folder)
    {
        var version = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        var beside = Path.Combine(folder, "..", "..", Wrapper.ToLowerInvariant() + ".managed", version);
        return new[] { folder, beside }.Select(p => Path.Combine(p, "lib")).Where(Directory.Exists).SelectMany(InLib).FirstOrDefault();
    }

    /// <summary>For .NET, the newest that this runtime takes; else .NET Standard.</summary>
    static IEnumerable<string> InLib(string lib) =>
        from frameworkFolder in Directory.GetDirectories(lib)
        let name = Path.GetFileName(frameworkFolder)
        let version = name.StartsWith("net", StringComparison.OrdinalIgnoreCase) && Version.TryParse(name.AsSpan(3), out var parsed) ? parsed : null
        where version?.Major >= 5 && version.Major <= Environment.Version.Major || name.StartsWith("netstandard", StringComparison.OrdinalIgnoreCase)
        orderby version descending, name descending
        let file = Path.Combine(frameworkFolder, Wrapper + ".dll")
        where File.Exists(file)
        select Path.GetFullPath(file);
}
