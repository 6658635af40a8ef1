using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class CleanedProject(Sandbox sandbox)
{
    Project Built()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "weights").Write("Program.cs", App.PrintsGarments);
        project.Build().MustSucceed();
        return project;
    }

    [Fact]
    public void HasNothingLeftOfTheModels()
    {
        var project = Built();

        project.Do("clean").MustSucceed();

        Assert.False(Directory.Exists(project.PathOf("obj/optibuild")));
        Assert.False(File.Exists(project.PathOf("obj/Debug/net10.0/OptiBuild.Models.g.cs")));
        Assert.Equal(1, project.BuildWithoutRestore().MustSucceed().WorkerStarts);
        Assert.Equal("weights", project.Run());
    }

    [Fact]
    public void IsNotNeededToRebuildWhichOptimizesOnce()
    {
        var project = Built();

        var rebuilt = project.BuildWithoutRestore("--no-incremental").MustSucceed();

        Assert.Equal(1, rebuilt.WorkerStarts);
        Assert.Equal("weights", project.Run());
    }
}
