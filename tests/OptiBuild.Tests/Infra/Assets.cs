using System.Runtime.CompilerServices;

namespace OptiBuild.Tests.Infra;

/// <summary>Real models and data that are not part of the repository.</summary>
/// <remarks>
///   They are in the folder that the environment variable OPTIBUILD_ASSETS names, else in the folder <c>shared</c> beside the
///   repository. Tests that use them carry <see cref="FactNeedingAttribute"/> and are skipped, with the reason, where they are not.
/// </remarks>
static class Assets
{
    const string Variable = "OPTIBUILD_ASSETS";

    /// <summary>The repository's root; null when the tests run away from their sources.</summary>
    public static string? Repository { get; } = FindRepository();

    static string? Folder { get; } = FindFolder();

    /// <summary>The path of an asset, for instance <c>assets/cnn.onnx</c>. A star in the last part stands for anything.</summary>
    public static string Path(string asset) =>
        Find(asset) ?? throw new InvalidOperationException($"'{asset}' is not there; the test lacks [FactNeeding(\"{asset}\")].");

    /// <returns>Why a test that needs all of these cannot run; null when it can.</returns>
    public static string? WhyMissing(IEnumerable<string> assets)
    {
        if (Folder is null) return $"There is no folder 'shared' beside the repository, and {Variable} names none.";
        var missing = assets.Where(a => Find(a) is null).ToArray();
        return missing.Length == 0 ? null : $"Not in the folder with assets: {string.Join(", ", missing)}.";
    }

    static string? Find(string asset)
    {
        if (Folder is null) return null;
        var path = System.IO.Path.Combine(Folder, asset);
        if (!asset.Contains('*')) return System.IO.Path.Exists(path) ? path : null;
        var parent = System.IO.Path.GetDirectoryName(path)!;
        return Directory.Exists(parent) ? Directory.GetFileSystemEntries(parent, System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal).FirstOrDefault() : null;
    }

    static string? FindFolder()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named) return Directory.Exists(named) ? named : null;
        if (Repository is null) return null;
        var beside = System.IO.Path.Combine(Repository, "..", "shared");
        return Directory.Exists(beside) ? System.IO.Path.GetFullPath(beside) : null;
    }

    /// <summary>Build output can lie outside the repository, sources compiled in CI carry no real path: both are tried.</summary>
    static string? FindRepository([CallerFilePath] string source = "")
    {
        foreach (var start in new[] { source, AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
            for (var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(start + System.IO.Path.DirectorySeparatorChar)); folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
                if (File.Exists(System.IO.Path.Combine(folder, "OptiBuild.sln"))) return folder;
        return null;
    }
}
