using System.Text.RegularExpressions;

namespace OptiBuild.MSBuild;

/// <summary>The files that the result for one model depends on.</summary>
static class InputFiles
{
    /// <summary>Options that name samples, which may name further files.</summary>
    static readonly string[] Samples = ["CalibrationData", "ValidationData"];

    static readonly string[] Single = ["Labels", "ClassNames", "Baseline"];

    const string Libraries = "CustomOperators";

    const string CommandPrefix = "command:";

    /// <summary>What a shell takes for one word, quoted or not, and what stands on either side of an equals sign.</summary>
    static readonly Regex Word = new("\"([^\"]*)\"|'([^']*)'|([^\\s\"'=;|<>&()]+)", RegexOptions.CultureInvariant);

    static readonly string[] Media = [".png", ".jpg", ".jpeg", ".wav", ".wave"];

    /// <summary>The option as the worker needs it: data is found from the project, whatever directory the worker runs in.</summary>
    public static string ForWorker(string name, string text, string projectFolder)
    {
        if (name.Equals(Libraries, StringComparison.OrdinalIgnoreCase)) return string.Join(";", Listed(text, projectFolder));
        if (!Samples.Concat(Single).Contains(name, StringComparer.OrdinalIgnoreCase)) return text;
        var path = Paths.Absolute(projectFolder, text);
        var isColumn = name.Equals("Labels", StringComparison.OrdinalIgnoreCase) && !File.Exists(path) && !Directory.Exists(path);
        return isColumn ? text : path;
    }

    /// <summary>Every data file, also those in folders at any depth, in the order of their names.</summary>
    public static IEnumerable<string> Data(ModelPlan plan, string projectFolder) =>
        Asked(Samples, plan, projectFolder).SelectMany(p => Under(p).Concat(Named(p)))
            .Concat(Asked(Single, plan, projectFolder).SelectMany(Under))
            .Concat(Listed(plan.Option(Libraries) ?? "", projectFolder).Where(File.Exists))
            .Concat(Scripts(plan.Option("Metric") ?? "", projectFolder))
            .Distinct(StringComparer.Ordinal).OrderBy(file => file, StringComparer.Ordinal);

    static IEnumerable<string> Listed(string files, string projectFolder) =>
        files.Split([';'], StringSplitOptions.RemoveEmptyEntries).Where(f => f.Trim().Length > 0).Select(f => Paths.Absolute(projectFolder, f.Trim()));

    static IEnumerable<string> Asked(string[] options, ModelPlan plan, string projectFolder) =>
        options.Select(plan.Option).OfType<string>().Select(text => Paths.Absolute(projectFolder, text));

    /// <summary>Where the accepted results lie; null where none are asked for.</summary>
    public static string? Baseline(ModelPlan plan, string projectFolder) => plan.Option("Baseline") is { } text ? Paths.Absolute(projectFolder, text) : null;

    static string[] Under(string path) =>
        Directory.Exists(path) ? Directory.GetFiles(path, "*", SearchOption.AllDirectories) : File.Exists(path) ? [path] : [];

    /// <summary>Files that a data file names or that belong to it: more than it does, where only reading it would tell.</summary>
    static IEnumerable<string> Named(string path)
    {
        if (!File.Exists(path)) return [];
        var folder = Path.GetDirectoryName(path)!;
        var name = Path.GetFileName(path);
        if (Path.GetExtension(name).ToLowerInvariant() is ".json" or ".txt" or ".lst")
            return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => Media.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase));
        return name.Contains("images") ? Directory.EnumerateFiles(folder, "*labels*") : [];
    }

    /// <summary>Files of the project that the user's own metric names: a script that counts in another way makes another verdict.</summary>
    static IEnumerable<string> Scripts(string metric, string projectFolder) =>
        metric.StartsWith(CommandPrefix, StringComparison.OrdinalIgnoreCase)
            ? Word.Matches(metric.Substring(CommandPrefix.Length)).Cast<Match>().Select(word => Script(word, projectFolder)).OfType<string>()
            : [];

    static string? Script(Match word, string projectFolder)
    {
        var name = word.Groups.Cast<Group>().Skip(1).First(g => g.Success).Value;
        if (name.Trim().Length == 0 || name.IndexOfAny([.. Path.GetInvalidPathChars(), '*', '?']) >= 0 || name.IndexOf(':') > 1) return null;
        var file = Paths.Absolute(projectFolder, name);
        return file.StartsWith(Paths.Absolute(projectFolder, ".").TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(file) ? file : null;
    }
}
