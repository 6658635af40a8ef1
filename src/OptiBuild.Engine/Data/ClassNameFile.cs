namespace OptiBuild.Engine.Data;

/// <summary>Names of classes, one in each line, in the order of their numbers.</summary>
static class ClassNameFile
{
    /// <summary>The lines of the file that the option names; none where it is not set.</summary>
    /// <exception cref="OptiBuildException">OB3001, OB3003, OB3004, OB3041.</exception>
    public static IReadOnlyList<string> Read(Options options)
    {
        if (options.ClassNames is not { } path) return [];
        if (!File.Exists(path)) throw new OptiBuildException(Diagnostics.DataMissing.With(nameof(options.ClassNames), path.Replace('\\', '/')));
        var (names, known) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        using var lines = new TextLines(path);
        while (lines.Next() is { } line)
        {
            if (line.Trim() is not { Length: > 0 } name) continue;
            if (!known.Add(name)) throw new OptiBuildException(Diagnostics.LineInvalid.With($"{Places.Name(path)}, line {lines.Number},", $"names the class '{name}' again"));
            names.Add(name);
        }
        return names.Count > 0 ? names : throw new OptiBuildException(Diagnostics.LineInvalid.With($"{Places.Name(path)}", "has no line with a name"));
    }
}
