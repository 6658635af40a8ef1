namespace OptiBuild.MSBuild;

/// <summary>The files that the result for one model depends on.</summary>
static class InputFiles
{
    static readonly string[] DataOptions = ["CalibrationData", "ValidationData", "Labels", "ClassNames", "Baseline"];

    static readonly string[] Media = [".png", ".jpg", ".jpeg", ".wav", ".wave"];

    /// <summary>The option as the worker needs it: data is found from the project, whatever directory the worker runs in.</summary>
    public static string ForWorker(string name, string text, string projectFolder)
    {
        if (!DataOptions.Contains(name, StringComparer.OrdinalIgnoreCase)) return text;
        var path = Paths.Absolute(projectFolder, text);
        var isColumn = name.Equals("Labels", StringComparison.OrdinalIgnoreCase) && !File.Exists(path) && !Directory.Exists(path);
        return isColumn ? text : path;
    }

    /// <summary>Every data file, also those in folders at any depth, in the order of their names.</summary>
    public static IEnumerable<string> Data(ModelPlan plan, string projectFolder) =>
        DataOptions.SelectMany(option => plan.Option(option) is { } text ? Under(option, Paths.Absolute(projectFolder, text)) : [])
            .Distinct(StringComparer.Ordinal).OrderBy(file => file, StringComparer.Ordinal);

    /// <summary>Where the accepted results lie; null where none are asked for.</summary>
    public static string? Baseline(ModelPlan plan, string projectFolder) => plan.Option("Baseline") is { } text ? Paths.Absolute(projectFolder, text) : null;

    static IEnumerable<string> Under(string option, string path) =>
        Directory.Exists(path) ? Directory.GetFiles(path, "*", SearchOption.AllDirectories)
        : !File.Exists(path) ? [] : option.EndsWith("Data", StringComparison.Ordinal) ? [path, .. Named(path)] : [path];

    /// <summary>Files that a data file names or that belong to it: more than it does, where only reading it would tell.</summary>
    static IEnumerable<string> Named(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var name = Path.GetFileName(path);
        if (Path.GetExtension(name).ToLowerInvariant() is ".json" or ".txt" or ".lst")
            return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => Media.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase));
        return name.Contains("images") ? Directory.EnumerateFiles(folder, "*labels*") : [];
    }
}
