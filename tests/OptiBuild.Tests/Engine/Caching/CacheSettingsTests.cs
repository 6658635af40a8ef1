using OptiBuild.Engine;
using OptiBuild.Engine.Caching;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Caching;

public class CacheSettingsTests
{
    const string Server = "https://cache.example.org/team";

    [Theory]
    [InlineData(null, 2_000_000_000)]
    [InlineData("500MB", 500_000_000)]
    [InlineData("1.5 gb", 1_500_000_000)]
    [InlineData("1000", 1000)]
    public void SizesAreDecimal(string? text, long bytes) => Assert.Equal(bytes, Of(new("/c", text, null, null)).Settings.Size);

    [Fact]
    public void SizeZeroKeepsNothingOnTheMachine() => Assert.Null(Of(new("/c", "0", null, Server)).Settings.Folder);

    [Theory]
    [InlineData("Size", "many")]
    [InlineData("Size", "-1GB")]
    [InlineData("Size", "99999999999999999999TB")]
    [InlineData("Mode", "Sometimes")]
    [InlineData("Mode", "7")]
    [InlineData("Url", "cache.example.org")]
    [InlineData("Url", "ftp://cache.example.org")]
    [InlineData("Url", "https://cache.example.org/?key=s3cret")]
    [InlineData("Url", "https://eve:s3cret@cache.example.org")]
    [Provokes("OB1030")]
    public void WhatIsNoneIsAMessageWithoutSecrets(string setting, string text)
    {
        var wish = setting switch { "Size" => new CacheWish("/c", text, null, null), "Mode" => new("/c", null, text, Server), _ => new("/c", null, null, text) };

        var (settings, findings) = Of(wish);

        var finding = Assert.Single(findings);
        Assert.Equal("OB1030", finding.Diagnostic.Code);
        Assert.StartsWith($"OptiBuildCache{setting} is not used: ", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", finding.Message, StringComparison.Ordinal);
        Assert.Equal(setting == "Mode" ? CacheMode.Off : CacheMode.ReadWrite, settings.Mode);
        Assert.Null(settings.Server);
    }

    [Theory]
    [InlineData("http://cache.example.org", "s3cret")]
    [InlineData("https://cache.example.org", "s3\nret")]
    public void CredentialsThatWouldLeakAreNotSent(string url, string token)
    {
        var (settings, findings) = Of(new("/c", null, null, url), (CacheSettings.Token, token));

        Assert.Null(settings.Credentials);
        Assert.StartsWith("OPTIBUILD_CACHE_TOKEN is not used: ", Assert.Single(findings).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Signs => new()
    {
        { "GITHUB_EVENT_NAME", "pull_request" }, { "GITHUB_EVENT_NAME", "pull_request_target" }, { "CI_MERGE_REQUEST_IID", "12" }, { "CI_EXTERNAL_PULL_REQUEST_IID", "3" }, { "BUILD_REASON", "PullRequest" },
        { "SYSTEM_PULLREQUEST_PULLREQUESTID", "4" }, { "CHANGE_ID", "PR-7" }, { "ghprbPullId", "7" }, { "BITBUCKET_PR_ID", "8" }, { "CIRCLE_PULL_REQUEST", "https://example.org/pull/1" }, { "CIRCLE_PR_NUMBER", "1" },
        { "TRAVIS_PULL_REQUEST", "9" }, { "APPVEYOR_PULL_REQUEST_NUMBER", "9" }, { "BUILDKITE_PULL_REQUEST", "9" }, { "DRONE_PULL_REQUEST", "9" }, { "CI_COMMIT_PULL_REQUEST", "9" }, { "SEMAPHORE_GIT_PR_NUMBER", "9" },
        { "CF_PULL_REQUEST_NUMBER", "9" }, { "CIRRUS_PR", "9" }, { "CODEBUILD_WEBHOOK_EVENT", "PULL_REQUEST_CREATED" }, { "PULL_NUMBER", "9" },
    };

    [Theory]
    [MemberData(nameof(Signs))]
    [Provokes("OB1036")]
    public void PullRequestsAreReadOnlyUnlessTheProjectSaysOtherwise(string variable, string text)
    {
        var (settings, findings) = Of(new("/c", null, null, Server), (variable, text));

        Assert.Equal(CacheMode.ReadOnly, settings.Mode);
        Assert.Contains(variable, Assert.Single(findings).Message, StringComparison.Ordinal);
        Assert.Equal(CacheMode.ReadWrite, Of(new("/c", null, "ReadWrite", Server), (variable, text)).Settings.Mode);
    }

    [Fact]
    public void EverySignOfAPullRequestIsTried() => Assert.Equal(PullRequests.All.Select(s => s.Variable).Order(), Signs.Select(s => (string)s[0]).Distinct().Order());

    [Theory]
    [InlineData("GITHUB_EVENT_NAME", "push")]
    [InlineData("BUILD_REASON", "IndividualCI")]
    [InlineData("TRAVIS_PULL_REQUEST", "false")]
    [InlineData("BUILDKITE_PULL_REQUEST", "false")]
    [InlineData("CI_MERGE_REQUEST_IID", "")]
    public void OtherBuildsWrite(string variable, string text) => Assert.Equal(CacheMode.ReadWrite, Of(new("/c", null, null, Server), (variable, text)).Settings.Mode);

    [Theory]
    [InlineData("XDG_CACHE_HOME=/x", "/x/optibuild")]
    [InlineData("XDG_CACHE_HOME=relative;HOME=/home/eve", "/home/eve/.cache/optibuild")]
    [InlineData("HOME=/home/eve", "/home/eve/.cache/optibuild")]
    [InlineData("", null)]
    public void LiesWhereLinuxKeepsSuchThings(string variables, string? folder)
    {
        if (!OperatingSystem.IsLinux()) return;
        var environment = variables.Split(';', StringSplitOptions.RemoveEmptyEntries).ToDictionary(v => v.Split('=')[0], v => v.Split('=')[1]);

        Assert.Equal(folder, CacheFolders.Default(environment.GetValueOrDefault));
    }

    static (CacheSettings Settings, IReadOnlyList<Finding> Findings) Of(CacheWish wish, params (string, string)[] environment)
    {
        var told = new List<Finding>();
        return (CacheSettings.Of(wish, name => environment.FirstOrDefault(e => e.Item1 == name).Item2, told.Add), told);
    }
}
