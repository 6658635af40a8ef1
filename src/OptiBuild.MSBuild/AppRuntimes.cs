using System.Text.RegularExpressions;

namespace OptiBuild.MSBuild;

/// <summary>Packages of ONNX Runtime that restore resolved, directly or through others, for all target frameworks: the same for every inner build.</summary>
/// <remarks>
/// Read from project.assets.json, which a build has anyway, since the items of an inner build tell of one framework only.
/// Of its JSON just keys are read: "id/version" in "libraries", and the folders in "packageFolders".
/// </remarks>
static class AppRuntimes
{
    const string Id = "Microsoft.ML.OnnxRuntime";

    /// <summary>Operators of their own, and another library with its own numbers.</summary>
    const string Extensions = Id + ".Extensions";

    static readonly Regex Library = new("\"(" + Regex.Escape(Id) + "(?:\\.[\\w.]+)?)/([\\w.+-]+)\"\\s*:\\s*\\{\\s*\"sha512\"", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>One folder and what follows it up to the next.</summary>
    static readonly Regex Entry = new("\\G[\\s:{,]*(\"(?:[^\"\\\\]|\\\\.)*\")\\s*:\\s*\\{\\s*\\}", RegexOptions.CultureInvariant);

    /// <summary>In the order of their names; none where nothing was restored, or where only another project ships ONNX Runtime.</summary>
    public static AppRuntime[] Of(string? assetsFile)
    {
        if (assetsFile is not { Length: > 0 } || !File.Exists(assetsFile)) return [];
        return Of(Text(assetsFile!), Directory.Exists);
    }

    /// <param name="exists">Whether a package is unpacked in a folder.</param>
    internal static AppRuntime[] Of(string assets, Func<string, bool> exists)
    {
        var found = Library.Matches(assets).Cast<Match>().Select(m => (Id: m.Groups[1].Value, Version: m.Groups[2].Value)).Where(p => !p.Id.Equals(Extensions, StringComparison.OrdinalIgnoreCase)).Distinct().ToArray();
        if (found.Length == 0) return [];
        var roots = Roots(assets).ToArray();
        return [.. found.Select(p => new AppRuntime(p.Id, p.Version, Folder(p, roots, exists))).OrderBy(r => r.Name, StringComparer.Ordinal)];
    }

    static string? Folder((string Id, string Version) package, string[] roots, Func<string, bool> exists) =>
        roots.Select(root => Path.Combine(root, package.Id.ToLowerInvariant(), package.Version.ToLowerInvariant())).FirstOrDefault(exists);

    /// <summary>A restore that is writing it at this moment is met by the build itself.</summary>
    static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    static IEnumerable<string> Roots(string assets)
    {
        const string Key = "\"packageFolders\"";
        var start = assets.IndexOf(Key, StringComparison.Ordinal);
        if (start < 0) yield break;
        for (var entry = Entry.Match(assets, start + Key.Length); entry.Success; entry = entry.NextMatch())
            if (FlatJson.Read("{\"folder\":" + entry.Groups[1].Value + "}") is { } folder) yield return folder["folder"];
    }
}

/// <param name="Folder">Where the package is unpacked; null where it is not.</param>
sealed record AppRuntime(string Id, string Version, string? Folder)
{
    public string Name => Id + "/" + Version;

    public string ToJson() => $"{{\"id\":{FlatJson.Quote(Id)},\"version\":{FlatJson.Quote(Version)},\"folder\":{(Folder is null ? "null" : FlatJson.Quote(Folder))}}}";
}
