using System.IO.Compression;
using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

public sealed class PackageContent
{
    // Public feeds take 250 MB at most; this is what the natives of four platforms may grow to before somebody looks.
    const long Budget = 80_000_000;

    static readonly string[] Platforms = ["linux-x64", "osx-arm64", "win-arm64", "win-x64"];

    static string[] Names()
    {
        using var package = ZipFile.OpenRead(Sandbox.Package);
        return [.. package.Entries.Select(e => e.FullName)];
    }

    [Fact]
    public void HasNativesOfExactlyTheSupportedPlatforms() =>
        Assert.Equal(Platforms, Names().Where(n => n.StartsWith("tools/net10.0/runtimes/", StringComparison.Ordinal)).Select(n => n.Split('/')[3]).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void HasOneAssemblyForMSBuildAndNoneToReference()
    {
        var names = Names();

        Assert.Equal(["tasks/netstandard2.0/OptiBuild.MSBuild.dll"], names.Where(n => n.StartsWith("tasks/", StringComparison.Ordinal)));
        Assert.DoesNotContain(names, n => n.StartsWith("lib/", StringComparison.Ordinal) || n.StartsWith("buildTransitive/", StringComparison.Ordinal) || n.EndsWith(".pdb", StringComparison.Ordinal));
    }

    [Fact]
    public void DependsOnNothing()
    {
        using var package = ZipFile.OpenRead(Sandbox.Package);
        using var nuspec = new StreamReader(package.GetEntry("OptiBuild.nuspec")!.Open());
        var text = nuspec.ReadToEnd();

        Assert.Contains("<developmentDependency>true</developmentDependency>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<dependency ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("THIRD-PARTY-NOTICES.txt")]
    [InlineData("notices/onnxruntime/ThirdPartyNotices.txt")]
    public void TellsWhatItIsAndWhatItContains(string name) => Assert.Contains(name, Names());

    [Fact]
    public void IsSmallEnoughToBeDownloadedByEveryBuildAgent() => Assert.InRange(new FileInfo(Sandbox.Package).Length, 1, Budget);
}
