using System.Collections.Immutable;

namespace OptiBuild.Fuzzing.Targets;

/// <summary>Everything that reads what comes from outside.</summary>
static class FuzzTargets
{
    public static ImmutableArray<FuzzTarget> All { get; } = [.. ModelTargets.All, .. TaskTargets.All, .. DataTargets.All, .. FileTargets.All];

    /// <summary>The files kept for a target, in the order of their names.</summary>
    public static IEnumerable<string> Kept(FuzzTarget target, string corpus)
    {
        var folder = Path.Combine(corpus, target.Name);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal) : [];
    }

    /// <summary>The corpus beside the program.</summary>
    public static string Corpus => Path.Combine(AppContext.BaseDirectory, "Corpus");
}
