using System.Globalization;
using System.Security.Cryptography;

namespace OptiBuild.MSBuild;

/// <summary>The record of what a result was made from, kept beside it. While it still holds, no worker is started.</summary>
/// <remarks>
/// Sizes and times answer first, in both directions: an older file that replaces a newer one counts as changed. Where only times differ, the
/// content decides (a fresh checkout changes nothing). It is written last, so that an interrupted run leaves none.
/// </remarks>
static class Stamp
{
    sealed record Input(string Kind, string Path, long Size, long Ticks, string Hash)
    {
        public string Line => string.Format(CultureInfo.InvariantCulture, "{0}|{1}|{2}|{3}|{4}", Kind, Size, Ticks, Hash, OnOneLine(Path));

        public static Input? Parse(string line) =>
            line.Split(['|'], 5) is { Length: 5 } parts && Facts.Plain(parts[4]) is var path && path.IndexOfAny(System.IO.Path.GetInvalidPathChars()) < 0 && System.IO.Path.IsPathRooted(path)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                ? new Input(parts[0], path, size, ticks, parts[3]) : null;

        /// <summary>Some systems allow all characters but one in a file's name.</summary>
        static string OnOneLine(string path) => path.Replace("%", "%25").Replace("\n", "%0A").Replace("\r", "%0D");

        public static Input Measure(string kind, string path)
        {
            var file = new FileInfo(path);
            return new Input(kind, path, file.Length, file.LastWriteTimeUtc.Ticks, Sha256(path));
        }
    }

    const string Model = "model", External = "external", Data = "data", Made = "made";

    /// <summary>The lines for the inputs as they are now. To be taken before the worker reads them: a file changed meanwhile then differs at the next build.</summary>
    public static string[] Lines(ModelPlan plan, Setting setting)
    {
        if (!File.Exists(plan.File)) return [];
        return
        [
            Head(plan, setting),
            Input.Measure(Model, plan.File).Line,
            .. ExternalData.Of(plan.File).Select(f => Input.Measure(External, f).Line),
            .. InputFiles.Data(plan, setting.ProjectFolder).Select(f => Input.Measure(Data, f).Line),
        ];
    }

    /// <summary>The lines with the baseline as the worker has just written it: its own result does not make the next build start again.</summary>
    public static string[] WithBaseline(ModelPlan plan, Setting setting, string[] lines)
    {
        if (InputFiles.Baseline(plan, setting.ProjectFolder) is not { } file || !File.Exists(file)) return lines;
        var inputs = lines.Skip(1).Select(l => Input.Parse(l)!).Where(i => i.Path != file).ToArray();
        return
        [
            lines[0],
            .. inputs.Where(i => i.Kind != Data).Select(i => i.Line),
            .. inputs.Where(i => i.Kind == Data).Append(Input.Measure(Data, file)).OrderBy(i => i.Path, StringComparer.Ordinal).Select(i => i.Line),
        ];
    }

    public static void Write(ModelPlan plan, string[] lines)
    {
        var made = new[] { plan.Facts, plan.Output, plan.Weights, plan.Compressed }.Where(File.Exists);
        AtomicFile.Write(plan.Stamp, string.Concat(lines.Concat(made.Select(f => Input.Measure(Made, f).Line)).Select(l => l + "\n")));
    }

    /// <summary>Whether the results are there and would be the same if made again.</summary>
    public static bool Holds(ModelPlan plan, Setting setting)
    {
        if (!File.Exists(plan.Stamp)) return false;
        var lines = File.ReadAllLines(plan.Stamp);
        var inputs = lines.Skip(1).Select(Input.Parse).ToArray();
        if (lines.Length == 0 || lines[0] != Head(plan, setting) || inputs.Any(i => i is null)) return false;

        var known = inputs.Where(i => i!.Kind == Data).Select(i => i!.Path);
        if (!known.SequenceEqual(InputFiles.Data(plan, setting.ProjectFolder)) || !inputs.All(i => SameContent(i!))) return false;
        if (!inputs.All(i => SameTime(i!))) AtomicFile.Write(plan.Stamp, string.Concat(lines.Take(1).Concat(inputs.Select(i => Now(i!).Line)).Select(l => l + "\n")));
        return true;
    }

    static string Head(ModelPlan plan, Setting setting) =>
        string.Join(" ", "OptiBuild", ModelClass.ToolVersion, setting.WorkerIdentity, string.Join(",", setting.Runtimes.Select(r => r.Name)), FlatJson.Quote(plan.Display), FlatJson.Write(plan.Options));

    static bool SameContent(Input then)
    {
        var now = new FileInfo(then.Path);
        return now.Exists && now.Length == then.Size && (now.LastWriteTimeUtc.Ticks == then.Ticks || Sha256(then.Path) == then.Hash);
    }

    static bool SameTime(Input then) => File.GetLastWriteTimeUtc(then.Path).Ticks == then.Ticks;

    static Input Now(Input then) => then with { Ticks = File.GetLastWriteTimeUtc(then.Path).Ticks };

    static string Sha256(string file)
    {
        using var sha = SHA256.Create();
        using var stream = File.OpenRead(file);
        return ModelPlan.Hexadecimal(sha.ComputeHash(stream));
    }
}
