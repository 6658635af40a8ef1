using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>CI systems mount sources read-only and put what is made elsewhere.</summary>
[Collection(Builds.Name)]
public sealed class ReadOnlySource(Sandbox sandbox)
{
    [Fact]
    public void StaysAsItIs()
    {
        var elsewhere = sandbox.NewFolder("artifacts");
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" ValidationData="data.csv" />""").Write("garments.onnx", "weights").Write("data.csv", "1").Write("Program.cs", App.PrintsGarments)
            .Write("Directory.Build.props", $"<Project><PropertyGroup><UseArtifactsOutput>true</UseArtifactsOutput><ArtifactsPath>{elsewhere}</ArtifactsPath></PropertyGroup></Project>");
        var before = Sources(project);

        project.Build().MustSucceed();
        var second = project.BuildWithoutRestore().MustSucceed();

        Assert.Equal(before, Sources(project));
        Assert.Equal(0, second.WorkerStarts);
        Assert.NotEmpty(Directory.GetFiles(elsewhere, "garments.onnx.br", SearchOption.AllDirectories));
    }

    // Logs are the test's own.
    static string[] Sources(Project project) => [.. Directory.GetFileSystemEntries(project.Folder, "*", SearchOption.AllDirectories)
        .Where(f => Path.GetExtension(f) is not (".binlog" or ".log" or ".pid")).Order(StringComparer.Ordinal)];
}
