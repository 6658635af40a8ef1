namespace OptiBuild.Tests.Infra;

/// <summary>A test whose programs are lines of sh, or of Python started by it: skipped, and told why, where there is no such shell.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class FactNeedingShAttribute : FactAttribute
{
    public FactNeedingShAttribute() => Skip = Shell.WhyMissing;

    /// <summary>A program that has to be there besides; null for none.</summary>
    public string? Program
    {
        get;
        init => Skip ??= Shell.WhyMissingProgram(field = value!);
    }
}

[AttributeUsage(AttributeTargets.Method)]
sealed class TheoryNeedingShAttribute : TheoryAttribute
{
    public TheoryNeedingShAttribute() => Skip = Shell.WhyMissing;
}

static class Shell
{
    public static string? WhyMissing => OperatingSystem.IsWindows() ? "Its programs are lines of sh, which Windows does not have." : null;

    public static string? WhyMissingProgram(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))) ? null : $"There is no '{program}' on the path.";
}
