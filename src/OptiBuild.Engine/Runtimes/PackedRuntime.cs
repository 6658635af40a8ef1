using System.Reflection;
using NuGet.Versioning;

namespace OptiBuild.Engine.Runtimes;

/// <summary>The ONNX Runtime that OptiBuild was built with.</summary>
public static class PackedRuntime
{
    /// <summary>Known without loading it.</summary>
    public static NuGetVersion Version { get; } =
        NuGetVersion.Parse(typeof(PackedRuntime).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "OnnxRuntime").Value!);
}
