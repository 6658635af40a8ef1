using System.Globalization;

namespace OptiBuild.Engine.Reports;

/// <summary>What reports take from outside the run: the only clock, and what a CI system says about itself.</summary>
/// <param name="Date">Universal time, in whole seconds.</param>
/// <param name="Commit">Null where no CI system tells.</param>
/// <param name="StepSummary">The file that GitHub shows as the step's summary; null elsewhere.</param>
public sealed record Surroundings(string Date, string? Commit, string? StepSummary)
{
    static readonly string[] CommitVariables = ["GITHUB_SHA", "BUILD_SOURCEVERSION", "CI_COMMIT_SHA"];

    public static Surroundings Of(TimeProvider clock, Func<string, string?> variable) => new(
        clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        CommitVariables.Select(variable).FirstOrDefault(v => v is { Length: > 0 }),
        variable("GITHUB_STEP_SUMMARY") is { Length: > 0 } file ? file : null);
}
