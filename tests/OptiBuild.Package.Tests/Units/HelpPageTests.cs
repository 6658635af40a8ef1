using OptiBuild.MSBuild;

namespace OptiBuild.Package.Tests.Units;

public sealed class HelpPageTests : IDisposable
{
    readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("optibuild-page-");

    string Tasks(string package) => Directory.CreateDirectory(Path.Combine(_root.FullName, package, "tasks", "netstandard2.0")).FullName;

    /// <summary>Links are parsed by terminals: whatever a folder is called, they lead to the file by RFC 3986.</summary>
    [Theory]
    [InlineData("plain")]
    [InlineData("with space")]
    [InlineData("a#b")]
    [InlineData("100%25")]
    [InlineData("größe")]
    public void LeadsToTheSectionOfTheCode(string package)
    {
        var tasks = Tasks(package);
        File.WriteAllText(Path.Combine(_root.FullName, package, "diagnostics.md"), "## OB4002");

        var link = HelpPage.Link(tasks, "OB4002")!;

        Assert.EndsWith("/diagnostics.md#ob4002", link, StringComparison.Ordinal);
        Assert.Matches(@"^file:///[A-Za-z0-9%._~:/-]+#ob4002$", link);
        Assert.Equal(Path.Combine(_root.FullName, package, "diagnostics.md"), Uri.UnescapeDataString(new Uri(link).AbsolutePath));
    }

    [Fact]
    public void IsNoneWhereThePageIsNotThere() => Assert.Null(HelpPage.Link(Tasks("empty"), "OB4002"));

    [Fact]
    public void IsNoneWithoutAFolder() => Assert.Null(HelpPage.Link("", "OB4002"));

    [Fact]
    public void CodesThatAreNoneStartNoCommand()
    {
        var tasks = Tasks("hostile");
        File.WriteAllText(Path.Combine(_root.FullName, "hostile", "diagnostics.md"), "");

        Assert.Matches(@"#[a-z0-9%-]+$", HelpPage.Link(tasks, "::error\u001b]8;;")!.ToLowerInvariant());
    }

    public void Dispose() => _root.Delete(recursive: true);
}
