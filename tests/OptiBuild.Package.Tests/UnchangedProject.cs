using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class UnchangedProject(Sandbox sandbox)
{
    // What a build may take longer for OptiBuild when there is nothing to do.
    static readonly TimeSpan Imperceptible = TimeSpan.FromSeconds(0.3);

    [Fact]
    public void StartsNoWorkerAgainAndKeepsTheResource()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" CalibrationData="data" />""")
            .Write("garments.onnx", "weights").Write("data/a.csv", "1").Write("Program.cs", App.PrintsResources);
        project.Build().MustSucceed();
        var assembly = File.GetLastWriteTimeUtc(project.Assembly());

        var second = project.BuildWithoutRestore().MustSucceed();
        var third = project.BuildWithoutRestore().MustSucceed();

        Assert.Equal((0, 0), (second.WorkerStarts, third.WorkerStarts));
        Assert.True(third.OptiBuildTime < Imperceptible, $"{third.OptiBuildTime}");
        Assert.Equal(assembly, File.GetLastWriteTimeUtc(project.Assembly()));
        Assert.Equal("OptiBuild/garments.onnx", project.Run());
    }
}
