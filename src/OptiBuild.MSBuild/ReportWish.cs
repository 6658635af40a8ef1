using System.Text;

namespace OptiBuild.MSBuild;

/// <summary>Which reports the project wants, and where. What was written last is remembered, so that a wish that changes is met although no model did.</summary>
/// <param name="Project">report.json of every model of the project, in its order.</param>
/// <param name="Forms">As the user wrote them.</param>
/// <param name="Name">Of the files, without extension.</param>
/// <param name="History">Empty for none.</param>
sealed record ReportWish(string[] Project, string Forms, string Folder, string Name, string History)
{
    const string Default = "report";

    /// <summary>Of the record: the wish takes three, where no name holds a line's end, and the last tells what was written.</summary>
    const int Lines = 4;

    /// <summary>Of the forms that the engine's table has; a history may lie beside them and stays.</summary>
    internal static readonly string[] Extensions = [".json", ".html", ".md", ".sarif", ".xml"];

    /// <param name="folder">As the user wrote it; empty for the folder of everything that is made.</param>
    /// <remarks>A folder of the user's may be that of several projects: files are named by the project there.</remarks>
    public static ReportWish Of(IEnumerable<ModelPlan> plans, (string File, string Folder) project, string made, (string? Forms, string? Folder, string? History) wanted)
    {
        var isOwn = string.IsNullOrWhiteSpace(wanted.Folder);
        return new([.. plans.Select(p => p.Report)], wanted.Forms?.Trim() ?? "",
            isOwn ? made : Paths.Absolute(project.Folder, wanted.Folder!.Trim()),
            isOwn ? Default : Path.GetFileNameWithoutExtension(project.File) + ".optibuild",
            string.IsNullOrWhiteSpace(wanted.History) ? "" : Paths.Absolute(project.Folder, wanted.History!.Trim()));
    }

    public string ToJson() => $"{{\"project\":[{string.Join(",", Project.Select(FlatJson.Quote))}],\"forms\":{FlatJson.Quote(Forms)},\"folder\":{FlatJson.Quote(Folder)},"
        + $"\"name\":{FlatJson.Quote(Name)},\"history\":{(History.Length > 0 ? FlatJson.Quote(History) : "null")}}}";

    /// <summary>Whether all of it was written, and nobody took it away since: reports may lie where people tidy up.</summary>
    /// <param name="made">The folder of everything that is made.</param>
    public bool IsMet(string made)
    {
        var (record, wished) = (Record(made), Wished + "\n");
        return File.Exists(record) && File.ReadAllText(record, Encoding.UTF8) is var text && text.StartsWith(wished, StringComparison.Ordinal)
            && text.Substring(wished.Length).Split([';'], StringSplitOptions.RemoveEmptyEntries).All(IsThere);
    }

    public void Met(string made) => AtomicFile.WriteIfDifferent(Record(made), $"{Wished}\n{string.Join(";", Extensions.Where(IsThere))}");

    bool IsThere(string extension) => File.Exists(Path.Combine(Folder, Name + extension));

    /// <summary>Takes away what was written last: what a failing or cancelled run does not write anew must not be taken for its result.</summary>
    public static void Forget(string made)
    {
        if (!File.Exists(Record(made))) return;
        var lines = File.ReadAllLines(Record(made), Encoding.UTF8);
        if (lines.Length == Lines && Directory.Exists(lines[0]))
            foreach (var extension in Extensions) File.Delete(Path.Combine(lines[0], lines[1] + extension));
        File.Delete(Record(made));
    }

    string Wished => $"{Folder}\n{Name}\n{ToJson()}";

    static string Record(string made) => Path.Combine(made, "reports");
}
