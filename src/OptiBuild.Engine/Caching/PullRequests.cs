using System.Collections.Immutable;

namespace OptiBuild.Engine.Caching;

/// <param name="Says">Whether the variable's text says that a pull request is built.</param>
sealed record PullRequestSign(string System, string Variable, Func<string, bool> Says);

/// <summary>Variables by which CI systems tell that they build what somebody proposes: that must not become what others get.</summary>
static class PullRequests
{
    public static ImmutableArray<PullRequestSign> All { get; } =
    [
        new("GitHub, Gitea, Forgejo", "GITHUB_EVENT_NAME",             t => t.StartsWith("pull_request", StringComparison.OrdinalIgnoreCase)),
        new("GitLab",                 "CI_MERGE_REQUEST_IID",          IsNumber),
        new("GitLab",                 "CI_EXTERNAL_PULL_REQUEST_IID",  IsNumber),
        new("Azure Pipelines",        "BUILD_REASON",                  t => t.Equals("PullRequest", StringComparison.OrdinalIgnoreCase)),
        new("Azure Pipelines",        "SYSTEM_PULLREQUEST_PULLREQUESTID", IsNumber),
        new("Jenkins",                "CHANGE_ID",                     IsSet),
        new("Jenkins",                "ghprbPullId",                   IsNumber),
        new("Bitbucket",              "BITBUCKET_PR_ID",               IsNumber),
        new("CircleCI",               "CIRCLE_PULL_REQUEST",           IsSet),
        new("CircleCI",               "CIRCLE_PR_NUMBER",              IsNumber),
        new("Travis CI",              "TRAVIS_PULL_REQUEST",           IsNumber),
        new("AppVeyor",               "APPVEYOR_PULL_REQUEST_NUMBER",  IsNumber),
        new("Buildkite",              "BUILDKITE_PULL_REQUEST",        IsNumber),
        new("Drone",                  "DRONE_PULL_REQUEST",            IsNumber),
        new("Woodpecker",             "CI_COMMIT_PULL_REQUEST",        IsNumber),
        new("Semaphore",              "SEMAPHORE_GIT_PR_NUMBER",       IsNumber),
        new("Codefresh",              "CF_PULL_REQUEST_NUMBER",        IsNumber),
        new("Cirrus CI",              "CIRRUS_PR",                     IsNumber),
        new("AWS CodeBuild",          "CODEBUILD_WEBHOOK_EVENT",       t => t.StartsWith("PULL_REQUEST", StringComparison.OrdinalIgnoreCase)),
        new("Prow",                   "PULL_NUMBER",                   IsNumber),
    ];

    /// <summary>The variable that says so; null where none does.</summary>
    public static string? Sign(Func<string, string?> environment) => All.FirstOrDefault(s => environment(s.Variable) is { } text && s.Says(text.Trim()))?.Variable;

    static bool IsSet(string text) => text.Length > 0;

    /// <remarks>Several systems say "false" where there is none.</remarks>
    static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);
}
