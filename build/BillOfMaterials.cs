using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Writes what a package consists of, as SPDX 2.3 in JSON: https://spdx.github.io/spdx-spec/v2.3/</summary>
/// <remarks>Compiled by RoslynCodeTaskFactory against netstandard2.0, which has no writer of JSON.</remarks>
public sealed class BillOfMaterials : Task
{
    /// <summary>Files of NuGet packages, with NuGetPackageId and NuGetPackageVersion.</summary>
    [Required] public ITaskItem[] Components { get; set; }

    /// <summary>What is packed, with PackagePath.</summary>
    [Required] public ITaskItem[] Files { get; set; }

    [Required] public string PackageId { get; set; }
    [Required] public string PackageVersion { get; set; }

    /// <summary>Seconds since 1970; empty for now.</summary>
    public string Epoch { get; set; }

    /// <summary>Where packages are extracted: their nuspec names the licence.</summary>
    [Required] public string PackagesFolder { get; set; }

    [Required] public string Output { get; set; }

    public override bool Execute()
    {
        var components = Components.Select(c => (Id: c.GetMetadata("NuGetPackageId"), Version: c.GetMetadata("NuGetPackageVersion"))).Where(c => c.Id.Length > 0)
            .Distinct().OrderBy(c => c.Id, StringComparer.Ordinal).ToArray();
        var files = Files.Select(f => (Path: f.GetMetadata("PackagePath").Replace('\\', '/'), Hash: Hash(f.GetMetadata("FullPath")))).OrderBy(f => f.Path, StringComparer.Ordinal).ToArray();
        var whole = Hash(Encoding.UTF8.GetBytes(string.Concat(files.Select(f => f.Path + f.Hash))));
        var text = Object(
            ("spdxVersion", Quote("SPDX-2.3")), ("dataLicense", Quote("CC0-1.0")), ("SPDXID", Quote("SPDXRef-DOCUMENT")),
            ("name", Quote($"{PackageId} {PackageVersion}")), ("documentNamespace", Quote($"https://spdx.org/spdxdocs/{PackageId}-{PackageVersion}-{whole}")),
            ("creationInfo", Object(("created", Quote(Created())), ("creators", List(new[] { Quote($"Tool: {PackageId}-{PackageVersion}") })))),
            ("packages", List(new[] { Package("Package", PackageId, PackageVersion, "MIT") }.Concat(components.Select((c, i) => Package("Component-" + i, c.Id, c.Version, Licence(c.Id, c.Version)))))),
            ("files", List(files.Select((f, i) => Item(i, f.Path, f.Hash)))),
            ("relationships", List(new[] { Relation("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Package") }
                .Concat(components.Select((_, i) => Relation("SPDXRef-Package", "DEPENDS_ON", "SPDXRef-Component-" + i)))
                .Concat(files.Select((_, i) => Relation("SPDXRef-Package", "CONTAINS", "SPDXRef-File-" + i))))));
        Directory.CreateDirectory(Path.GetDirectoryName(Output));
        File.WriteAllText(Output, text + "\n", new UTF8Encoding(false));
        return true;
    }

    string Created()
    {
        var time = long.TryParse(Epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.UtcNow;
        return time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    static string Package(string id, string name, string version, string licence) => Object(
        ("name", Quote(name)), ("SPDXID", Quote("SPDXRef-" + id)), ("versionInfo", Quote(version)), ("downloadLocation", Quote("NOASSERTION")), ("filesAnalyzed", "false"),
        ("licenseConcluded", Quote("NOASSERTION")), ("licenseDeclared", Quote(licence)), ("copyrightText", Quote("NOASSERTION")),
        ("externalRefs", List(new[] { Object(("referenceCategory", Quote("PACKAGE-MANAGER")), ("referenceType", Quote("purl")), ("referenceLocator", Quote($"pkg:nuget/{name}@{version}"))) })));

    static string Item(int number, string path, string hash) => Object(
        ("fileName", Quote("./" + path)), ("SPDXID", Quote("SPDXRef-File-" + number)), ("checksums", List(new[] { Object(("algorithm", Quote("SHA256")), ("checksumValue", Quote(hash))) })),
        ("licenseConcluded", Quote("NOASSERTION")), ("copyrightText", Quote("NOASSERTION")));

    static string Relation(string from, string kind, string to) =>
        Object(("spdxElementId", Quote(from)), ("relationshipType", Quote(kind)), ("relatedSpdxElement", Quote(to)));

    /// <summary>The licence expression that the package declares; older ones name a file or an address only.</summary>
    string Licence(string id, string version)
    {
        var nuspec = Path.Combine(PackagesFolder, id.ToLowerInvariant(), version.ToLowerInvariant(), id.ToLowerInvariant() + ".nuspec");
        var licence = File.Exists(nuspec) ? XDocument.Load(nuspec).Descendants().FirstOrDefault(e => e.Name.LocalName == "license" && (string)e.Attribute("type") == "expression") : null;
        return licence?.Value ?? "NOASSERTION";
    }

    static string Hash(string file)
    {
        using (var stream = File.OpenRead(file))
        using (var sha = SHA256.Create())
            return Hexadecimal(sha.ComputeHash(stream));
    }

    static string Hash(byte[] bytes)
    {
        using (var sha = SHA256.Create()) return Hexadecimal(sha.ComputeHash(bytes));
    }

    static string Hexadecimal(byte[] bytes) => BitConverter.ToString(bytes).Replace("-", "").ToLowerInvariant();

    static string Object(params (string Name, string Value)[] members) => "{" + string.Join(",", members.Select(m => Quote(m.Name) + ":" + m.Value)) + "}";

    static string List(IEnumerable<string> items) => "[\n" + string.Join(",\n", items) + "]";

    static string Quote(string text) => "\"" + string.Concat(text.Select(c => c == '"' || c == '\\' ? "\\" + c : c < ' ' ? "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture) : c.ToString())) + "\"";
}
