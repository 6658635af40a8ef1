namespace OptiBuild.Tests.Infra;

/// <summary>A test that needs files from <see cref="Assets"/>; skipped, with the reason, where they are not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class FactNeedingAttribute : FactAttribute
{
    public FactNeedingAttribute(params string[] assets)
    {
        var reason = Assets.WhyMissing(assets);
        Skip = reason;
    }
}
