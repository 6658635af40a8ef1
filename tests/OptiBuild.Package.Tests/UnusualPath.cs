using System.Security;
using OptiBuild.MSBuild;
using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class UnusualPath(Sandbox sandbox)
{
    const int LongestOnOldSystems = 260;

    /// <summary>As it stands in an attribute of a project file.</summary>
    static string Written(string name) => SecurityElement.Escape(MSBuildText.Escaped(name));

    [Theory]
    [InlineData("with spaces and größe 模型")]
    [InlineData("with @(at), # and 'quotes'")]
    [InlineData("a;b,c")]
    [InlineData("a%20b%3b")]
    [InlineData("$(Configuration) $5")]
    [InlineData("a&b=c!")]
    public void OfModelsDataAndReportsWorks(string name)
    {
        var project = new Project(sandbox).Items(
                $"""<OptimizeModel Include="{Written(name)}/{Written(name)}.onnx" ClassName="Garments" CalibrationData="{Written(name)}/data" LogicalName="{Written(name)}" />""",
                $"<OptiBuildReportsFolder>{Written(name)}/reports</OptiBuildReportsFolder>")
            .Write($"{name}/{name}.onnx", "weights").Write($"{name}/data/{name}.csv", "1").Write("Program.cs", App.PrintsGarments);

        var first = project.Build().MustSucceed();
        var second = project.BuildWithoutRestore().MustSucceed();

        Assert.Equal("weights", project.Run());
        Assert.Equal((1, 0), (first.WorkerStarts, second.WorkerStarts));
        Assert.Equal([$"{name}/{name}.onnx"], project.Optimized);
        Assert.True(File.Exists(project.PathOf($"{name}/reports/app.optibuild.html")));
    }

    [Theory]
    [InlineData("with spaces and größe 模型")]
    [InlineData("with @, # and 'quotes'")]
    [InlineData("$(Configuration)")]
    [InlineData("a;b")]
    public void OfAProjectWorks(string folder)
    {
        var project = new Project(sandbox, folder).Items("""
            <OptimizeModel Include="my models/größe 1.onnx" ClassName="Garments" CalibrationData="my data" />
            <OptimizeModel Include="content.onnx" Embed="Content" />
            """).Write("my models/größe 1.onnx", "weights").Write("content.onnx", "odd").Write("my data/a b.csv", "1").Write("Program.cs", App.PrintsGarments);

        project.Build().MustSucceed();
        var second = project.BuildWithoutRestore().MustSucceed();

        Assert.Equal("weights", project.Run());
        Assert.Equal(0, second.WorkerStarts);
        Assert.Equal("odd", File.ReadAllText(project.PathOf("bin/Debug/net10.0/content.onnx")));
    }

    [Fact]
    public void IsNamedRightAtItsLine()
    {
        var project = new Project(sandbox).Items($"""
            <OptimizeModel Include="plain.onnx" />
            <OptimizeModel Include="{Written("a;b %20.onnx")}" />
            """).Write("plain.onnx", "weights").Write("a;b %20.onnx", "worse").Write("Program.cs", App.Empty);

        var error = project.Build().MustFailWith("OB4001");

        Assert.Equal(12, error.LineNumber);
        Assert.StartsWith("a;b %20.onnx: ", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void LongerThanOldSystemsAllowWorks()
    {
        if (OperatingSystem.IsWindows()) return;
        var (folder, name) = ($"{new string('x', 150)}/{new string('y', 150)}", new string('z', 180));
        var project = new Project(sandbox, folder).Items($"""<OptimizeModel Include="{name}.onnx" ClassName="Garments" />""").Write($"{name}.onnx", "weights").Write("Program.cs", App.PrintsGarments);
        Assert.True(project.Folder.Length > LongestOnOldSystems);

        project.Build().MustSucceed();

        Assert.Equal("weights", project.Run());
    }

    [Fact]
    public void OfAModelThatLooksLikeACultureStaysInTheMainAssembly()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="x.fr.onnx" ClassName="Garments" />""").Write("x.fr.onnx", "weights").Write("Program.cs", App.PrintsGarments);

        project.Build().MustSucceed();

        Assert.Equal("weights", project.Run());
        Assert.False(Directory.Exists(project.PathOf("bin/Debug/net10.0/fr")));
    }
}
