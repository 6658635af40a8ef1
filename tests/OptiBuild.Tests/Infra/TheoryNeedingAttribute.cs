namespace OptiBuild.Tests.Infra;

/// <summary>A theory that needs files from <see cref="Assets"/>; skipped, with the reason, where they are not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class TheoryNeedingAttribute : TheoryAttribute
{
    public TheoryNeedingAttribute(params string[] assets)
    {
        var reason = Assets.WhyMissing(assets);
        Skip = reason;
    }
}
