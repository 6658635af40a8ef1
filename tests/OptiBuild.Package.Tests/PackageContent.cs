using System.IO.Compression;
using System.Reflection.PortableExecutable;
using OptiBuild.Engine;
using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

public sealed class PackageContent
{
    // Public feeds take 250 MB at most; this is what the natives of four platforms may grow to before somebody looks.
    const long Budget = 80_000_000;

    const string Tools = "tools/net10.0/";

    // What the runtime's format for ahead-of-time code puts over the machine of the PE header.
    const int Linux = 0x7B79;

    static readonly string[] Platforms = ["linux-x64", "osx-arm64", "win-arm64", "win-x64"];

    static string[] Names()
    {
        using var package = ZipFile.OpenRead(Sandbox.Package);
        return [.. package.Entries.Select(e => e.FullName)];
    }

    [Fact]
    public void HasAWorkerForExactlyTheSupportedPlatforms() =>
        Assert.Equal(Platforms, Names().Where(n => n.StartsWith(Tools, StringComparison.Ordinal)).Select(n => n.Split('/')[2]).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void HasNativesOfAPlatformInItsFolderOnly() =>
        Assert.Equal(Platforms.Select(p => (p, p)), Names().Where(n => n.Contains("/runtimes/", StringComparison.Ordinal)).Select(n => n.Split('/')).Select(n => (n[2], n[4])).Distinct().Order());

    [Fact]
    public void NamesTheSamePlatformsWhereNoneFits() =>
        Assert.Contains($" on {string.Join(", ", Platforms[..^1])} and {Platforms[^1]}.", Diagnostics.PlatformUnsupported.Text, StringComparison.Ordinal);

    // ECMA-335 keeps the header's ManagedNativeHeader (II.25.3.3) zero; ahead-of-time code starts there. Its machine is the PE's, with the operating system in it.
    [Fact]
    public void IsCompiledAheadOfTimeForLinux() =>
        Assert.All(Assemblies("linux-x64"), headers => Assert.Equal((true, (int)Machine.Amd64 ^ Linux), (HasNativeCode(headers), (int)headers.CoffHeader.Machine)));

    [Theory]
    [InlineData("osx-arm64")]
    [InlineData("win-arm64")]
    [InlineData("win-x64")]
    public void IsPortableWhereNoTestRuns(string platform) => Assert.All(Assemblies(platform), headers => Assert.False(HasNativeCode(headers)));

    static bool HasNativeCode(PEHeaders headers) => headers.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;

    static List<PEHeaders> Assemblies(string platform)
    {
        using var package = ZipFile.OpenRead(Sandbox.Package);
        var assemblies = package.Entries.Where(e => e.FullName.StartsWith($"{Tools}{platform}/OptiBuild.", StringComparison.Ordinal)).OrderBy(e => e.Name, StringComparer.Ordinal).ToList();
        Assert.Equal(["OptiBuild.Engine.dll", "OptiBuild.Numerics.dll", "OptiBuild.Onnx.dll"], assemblies.Select(e => e.Name));
        return [.. assemblies.Select(Headers)];
    }

    static PEHeaders Headers(ZipArchiveEntry entry)
    {
        using var packed = entry.Open();
        var bytes = new MemoryStream();
        packed.CopyTo(bytes);
        bytes.Position = 0;
        using var reader = new PEReader(bytes);
        return reader.PEHeaders;
    }

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
    [InlineData("icon.png")]
    public void TellsWhatItIsAndWhatItContains(string name) => Assert.Contains(name, Names());

    [Fact]
    public void IsSmallEnoughToBeDownloadedByEveryBuildAgent() => Assert.InRange(new FileInfo(Sandbox.Package).Length, 1, Budget);
}
