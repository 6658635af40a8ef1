using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class ChangedInput(Sandbox sandbox)
{
    static readonly DateTime LongAgo = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    Project Built()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" CalibrationData="data" />""")
            .Write("garments.onnx", "weights").Write("data/a.csv", "1").Write("Program.cs", App.PrintsGarments);
        project.Build().MustSucceed();
        return project;
    }

    [Fact]
    public void OptimizesAgainWhenAnOptionChanges()
    {
        var project = Built();

        Assert.Equal(1, project.BuildWithoutRestore("-p:OptiBuildMaxDrop=2pp").MustSucceed().WorkerStarts);
        Assert.Equal(0, project.BuildWithoutRestore("-p:OptiBuildMaxDrop=2pp").MustSucceed().WorkerStarts);
    }

    [Fact]
    public void OptimizesAgainWhenAnOlderModelReplacesANewerOne()
    {
        var project = Built().Write("garments.onnx", "WEIGHTS");
        File.SetLastWriteTimeUtc(project.PathOf("garments.onnx"), LongAgo);

        Assert.Equal(1, project.BuildWithoutRestore().MustSucceed().WorkerStarts);
        Assert.Equal("WEIGHTS", project.Run());
    }

    [Fact]
    public void OptimizesOnlyTheModelThatChanged()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="models/*.onnx" />""")
            .Write("models/a.onnx", "a").Write("models/b.onnx", "b").Write("Program.cs", App.PrintsResources);
        project.Build().MustSucceed();

        project.Write("models/b.onnx", "B").BuildWithoutRestore().MustSucceed();

        Assert.Equal(["models/a.onnx", "models/b.onnx", "models/b.onnx"], project.Optimized);
        Assert.Equal("OptiBuild/a.onnx OptiBuild/b.onnx", project.Run());
    }

    [Fact]
    public void OptimizesAgainWhenAScriptOfTheMetricChanges()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" Metric="command:sh 'tools/score it.sh'" />""")
            .Write("garments.onnx", "weights").Write("tools/score it.sh", "old").Write("Program.cs", App.Empty);
        project.Build().MustSucceed();
        var unchanged = project.BuildWithoutRestore().MustSucceed();

        var changed = project.Write("tools/score it.sh", "new").BuildWithoutRestore().MustSucceed();

        Assert.Equal((0, 1), (unchanged.WorkerStarts, changed.WorkerStarts));
    }
}
