using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class DesignTimeBuild(Sandbox sandbox)
{
    // What editors set when they ask for the compiler's command line.
    static readonly string[] AsAnEditor =
        ["-restore", "-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-p:BuildingInsideVisualStudio=true"];

    [Fact]
    public void StartsNoWorkerAndKnowsTheClass()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "weights").Write("Program.cs", App.PrintsGarments);

        var build = project.Build(AsAnEditor).MustSucceed();

        Assert.Equal(0, build.WorkerStarts);
        Assert.Contains("internal static partial class Garments", project.GeneratedClass(), StringComparison.Ordinal);
        Assert.Contains("known after the first build", project.GeneratedClass(), StringComparison.Ordinal);
    }

    [Fact]
    public void ShowsWhatTheLastBuildFoundOut()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "weights").Write("Program.cs", App.PrintsGarments);
        project.Build().MustSucceed();
        var built = project.GeneratedClass();

        project.Build(AsAnEditor).MustSucceed();

        Assert.Equal(built, project.GeneratedClass());
    }
}
