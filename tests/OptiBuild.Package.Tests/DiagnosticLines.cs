using System.Text.RegularExpressions;
using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>What CI systems recognize and show beside the line of the project file.</summary>
[Collection(Builds.Name)]
public sealed partial class DiagnosticLines(Sandbox sandbox)
{
    const string Items = """<Project><ItemGroup><OptimizeModel Include="bad.onnx;odd.onnx" /></ItemGroup></Project>""";
    const string Pattern = """<Project><ItemGroup><OptimizeModel Include="*.onnx" /></ItemGroup></Project>""";

    // The regular expression of the csc matcher that GitHub's actions/setup-dotnet installs.
    [GeneratedRegex(@"^(.*)\((\d+)(?:,\d+|,\d+,\d+)?\):\s+(error|warning)\s+([a-zA-Z]+(?<!MSB)\d+):\s*(.*?)\s+\[(.*?)\]$", RegexOptions.Multiline)]
    private static partial Regex GitHub();

    // https://learn.microsoft.com/visualstudio/msbuild/msbuild-diagnostic-format-for-tasks, which Azure's task reads.
    [GeneratedRegex(@"^\s*(?<origin>[^\s:(][^:(]*\(\d+,\d+\))\s*:\s*(?<category>error|warning) (?<code>[A-Za-z]+\d+)\s*: (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Canonical();

    [Theory]
    [InlineData("app.csproj", "", """<OptimizeModel Include="bad.onnx;odd.onnx" />""", 11)]
    [InlineData("Directory.Build.props", Items, "", 1)]
    [InlineData("models/team.props", Items, """<None Remove="*" />""", 1)]
    [InlineData("Directory.Build.props", Pattern, "", 1)]
    public void PointAtTheItemWhereverItIs(string file, string text, string items, int line)
    {
        var project = new Project(sandbox).Items(items).Write("bad.onnx", "worse").Write("odd.onnx", "doubtful").Write("Program.cs", App.Empty);
        if (text.Length > 0) project.Write(file, text);
        if (file.StartsWith("models", StringComparison.Ordinal)) project.Write("Directory.Build.props", $"""<Project><Import Project="{file}" /></Project>""");

        var build = project.Build("-v:m");

        Assert.False(build.Succeeded);
        var shown = file == "app.csproj" ? file : project.PathOf(file);
        (string, string, string)[] expected = [(shown, $"{line}", "error OB4001"), (shown, $"{line}", "warning OB4012")];
        Assert.Equal(expected, GitHub().Matches(build.Output).Select(m => (m.Groups[1].Value, m.Groups[2].Value, $"{m.Groups[3].Value} {m.Groups[4].Value}")).Distinct().Order());
        Assert.All(GitHub().Matches(build.Output), m => Assert.Equal(project.PathOf("app.csproj"), m.Groups[6].Value));
        Assert.Equal(["error", "warning"], Canonical().Matches(build.Output).Where(m => m.Groups["origin"].Value.StartsWith($"{shown}({line},", StringComparison.Ordinal)).Select(m => m.Groups["category"].Value).Distinct().Order());
    }
}
