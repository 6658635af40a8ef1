using Microsoft.Build.Utilities;

namespace OptiBuild.MSBuild;

/// <summary>Warnings about a result, beside it. Builds that use it again repeat them: what is an error by WarningsAsErrors must not vanish in the second build.</summary>
static class KeptWarnings
{
    public static void Write(ModelPlan plan, IEnumerable<(string Code, string Text)> warnings)
    {
        var lines = string.Concat(warnings.Select(w => $"{w.Code}|{w.Text}\n"));
        if (lines.Length > 0) AtomicFile.Write(plan.Warnings, lines);
    }

    public static void Repeat(ModelPlan plan, string projectFile, TaskLoggingHelper log)
    {
        if (!File.Exists(plan.Warnings)) return;
        var place = ItemPlace.Of(plan, projectFile);
        foreach (var parts in File.ReadAllLines(plan.Warnings).Select(l => l.Split(['|'], 2)).Where(p => p.Length == 2))
            log.LogWarning(null, parts[0], null, HelpPage.Link(parts[0]), place.File, place.Line, place.Column, 0, 0, "{0}", parts[1]);
    }
}
