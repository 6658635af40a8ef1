using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>Whether somebody else can tell what the package was made of, and make the same one.</summary>
public sealed partial class PackageOrigin : IDisposable
{
    const string Manifest = "_manifest/spdx_2.3/manifest.spdx.json";

    readonly ZipArchive _package = ZipFile.OpenRead(Sandbox.Package);

    public void Dispose() => _package.Dispose();

    byte[] Bytes(string name)
    {
        using var entry = _package.GetEntry(name)!.Open();
        using var memory = new MemoryStream();
        entry.CopyTo(memory);
        return memory.ToArray();
    }

    IEnumerable<string> Own => _package.Entries.Select(e => e.FullName).Where(n => Path.GetFileName(n) is "optibuild.dll" || Path.GetFileName(n).StartsWith("OptiBuild.", StringComparison.Ordinal) && n.EndsWith(".dll", StringComparison.Ordinal));

    [Fact]
    public void NoFileTellsWhenOrWhereItWasPacked()
    {
        Assert.Single(_package.Entries.Select(e => e.LastWriteTime).Distinct());
        Assert.All(Own, name => Assert.DoesNotContain(Sandbox.RepositoryRoot, Encoding.Latin1.GetString(Bytes(name)), StringComparison.Ordinal));
        Assert.DoesNotContain(_package.Entries, e => Guid.TryParse(Path.GetFileNameWithoutExtension(e.FullName), out _));
    }

    [Fact]
    public void AssembliesHoldTheirSymbols() =>
        Assert.All(Own, name =>
        {
            using var reader = new PEReader(new MemoryStream(Bytes(name)));
            Assert.Contains(reader.ReadDebugDirectory(), d => d.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        });

    [Fact]
    public void BillOfMaterialsNamesEveryPackageInside()
    {
        using var deps = JsonDocument.Parse(Bytes("tools/net10.0/linux-x64/optibuild.deps.json"));
        using var bill = JsonDocument.Parse(Bytes(Manifest));
        var inside = deps.RootElement.GetProperty("libraries").EnumerateObject().Where(l => l.Value.GetProperty("type").GetString() == "package").Select(l => "pkg:nuget/" + l.Name.Replace('/', '@'));

        var named = bill.RootElement.GetProperty("packages").EnumerateArray().Select(p => p.GetProperty("externalRefs")[0].GetProperty("referenceLocator").GetString()!);

        Assert.Equal(inside.Append("pkg:nuget/OptiBuild@0.1.0").Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void BillOfMaterialsHasTheHashOfEveryFileThatRuns()
    {
        using var bill = JsonDocument.Parse(Bytes(Manifest));

        var listed = bill.RootElement.GetProperty("files").EnumerateArray().ToDictionary(f => f.GetProperty("fileName").GetString()![2..], f => f.GetProperty("checksums")[0].GetProperty("checksumValue").GetString());

        Assert.Equal(_package.Entries.Select(e => e.FullName).Where(n => n.StartsWith("tools/", StringComparison.Ordinal) || n.StartsWith("tasks/", StringComparison.Ordinal)).Order(StringComparer.Ordinal), listed.Keys.Order(StringComparer.Ordinal));
        Assert.All(listed, f => Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Bytes(f.Key))), f.Value));
    }

    [Fact]
    public void NoticesNameEveryPackageInside()
    {
        using var bill = JsonDocument.Parse(Bytes(Manifest));
        var notices = Encoding.UTF8.GetString(Bytes("THIRD-PARTY-NOTICES.txt"));

        Assert.All(bill.RootElement.GetProperty("packages").EnumerateArray().Skip(1).Select(p => p.GetProperty("name").GetString()!), name => Assert.Contains(name, notices, StringComparison.Ordinal));
    }

    [Fact]
    public void ReadmeHasThePicturesItShows()
    {
        var pictures = Picture().Matches(Encoding.UTF8.GetString(Bytes("README.md"))).Select(m => m.Groups[1].Value).ToArray();

        Assert.NotEmpty(pictures);
        Assert.All(pictures, name => Assert.NotNull(_package.GetEntry(name)));
    }

    [GeneratedRegex(@"!\[[^\]]*\]\(([^)]+)\)")]
    private static partial Regex Picture();
}
