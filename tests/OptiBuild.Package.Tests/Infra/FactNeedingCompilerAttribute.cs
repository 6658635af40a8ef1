namespace OptiBuild.Package.Tests.Infra;

/// <summary>A test that makes a native library; skipped, with the reason, where there is no C compiler.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class FactNeedingCompilerAttribute : FactAttribute
{
    public FactNeedingCompilerAttribute()
    {
        if (OperatingSystem.IsWindows() || !Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "cc"))))
            Skip = "There is no C compiler 'cc' on the PATH, which makes a library that tells whether it was loaded.";
    }
}
