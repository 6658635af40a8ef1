namespace OptiBuild.MSBuild;

/// <summary>The page with a section for each code, which lies in the package: terminals and editors open it where they show a code.</summary>
static class HelpPage
{
    const string Name = "diagnostics.md";

    /// <summary>Null where the page is not there: tests, and those who take the task out of its package.</summary>
    public static string? Link(string code) => Link(Path.GetDirectoryName(typeof(HelpPage).Assembly.Location) ?? "", code);

    /// <param name="tasks">The folder of the task's assembly, two below the package's own.</param>
    internal static string? Link(string tasks, string code)
    {
        if (tasks.Length == 0 || Path.GetDirectoryName(Path.GetDirectoryName(tasks)) is not { } package) return null;
        var page = Path.Combine(package, Name);
        return File.Exists(page) ? $"{new Uri(page).AbsoluteUri}#{Uri.EscapeDataString(code.ToLowerInvariant())}" : null;
    }
}
