using NuGet.Versioning;

namespace OptiBuild.Engine.Runtimes;

/// <summary>A package of ONNX Runtime as the app resolved it.</summary>
/// <param name="Package">Its id, in the author's spelling.</param>
/// <param name="Folder">Where it is unpacked; null where it is not known.</param>
public sealed record AppRuntime(string Package, NuGetVersion Version, string? Folder)
{
    public string Name => $"{Package} {Version.ToNormalizedString()}";

    /// <summary>The one that the model must suit: the oldest of all target frameworks; of equal ones the first that brings a native library.</summary>
    /// <returns>Null where the app has none.</returns>
    public static AppRuntime? Oldest(IEnumerable<AppRuntime> all) =>
        all.OrderBy(r => r.Version).ThenBy(r => r.Package.EndsWith(".Managed", StringComparison.OrdinalIgnoreCase)).ThenBy(r => r.Package, StringComparer.OrdinalIgnoreCase).FirstOrDefault();
}
