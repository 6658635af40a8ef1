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

    /// <param name="made">The folder of everything that is made.</param>
    public bool IsMet(string made) => File.Exists(Record(made)) && File.ReadAllText(Record(made), Encoding.UTF8) == ToJson();

    public void Met(string made) => AtomicFile.WriteIfDifferent(Record(made), ToJson());

    public static void Forget(string made) => File.Delete(Record(made));

    static string Record(string made) => Path.Combine(made, "reports");
}
