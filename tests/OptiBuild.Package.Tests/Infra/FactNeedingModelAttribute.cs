namespace OptiBuild.Package.Tests.Infra;

/// <summary>A test that needs a model that is too large for the repository; skipped, with the reason, where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class FactNeedingModelAttribute : FactAttribute
{
    public FactNeedingModelAttribute(string model)
    {
        if (!File.Exists(PathOf(model))) Skip = $"'{model}' is neither in the folder that OPTIBUILD_ASSETS names nor in the folder 'shared' beside the repository.";
    }

    public static string PathOf(string model)
    {
        var folder = Environment.GetEnvironmentVariable("OPTIBUILD_ASSETS") is { Length: > 0 } named ? named : Path.Combine(Sandbox.RepositoryRoot, "..", "shared");
        return Path.GetFullPath(Path.Combine(folder, "assets", model));
    }
}
