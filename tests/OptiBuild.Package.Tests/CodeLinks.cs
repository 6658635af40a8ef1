using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>The code of an error is a link to its section of the packed page, where the log can hold one.</summary>
[Collection(Builds.Name)]
public sealed class CodeLinks(Sandbox sandbox)
{
    Project Failing() => new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "worse").Write("Program.cs", App.Empty);

    [Fact]
    public void TerminalsOpenThePageAtTheCode()
    {
        var output = Failing().Build("-tl:on").Output;

        var address = Link().Match(output).Groups[1].Value;
        Assert.EndsWith("#ob4001", address, StringComparison.Ordinal);
        Assert.Contains("\n## OB4001\n", File.ReadAllText(new Uri(address).LocalPath), StringComparison.Ordinal);
    }

    /// <summary>What CI systems read is a line as any compiler's.</summary>
    [Fact]
    public void OtherLogsHoldNoAddress()
    {
        var build = Failing().Build();

        build.MustFailWith("OB4001");
        Assert.DoesNotContain("file://", build.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', build.Output);
    }

    /// <summary>OSC 8: ESC ] 8 ; parameters ; address ESC \ text. https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda</summary>
    static System.Text.RegularExpressions.Regex Link() => new("\u001b]8;;(file:[^\u001b]*)\u001b\\\\OB4001");
}
