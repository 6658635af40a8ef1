using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class DesignTimeBuild(Sandbox sandbox)
{
    // Editors ask several times a second while a user types.
    static readonly TimeSpan Unnoticed = TimeSpan.FromSeconds(1);

    // What editors set when they ask for the compiler's command line.
    static readonly string[] AsAnEditor =
        ["-restore", "-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-p:BuildingInsideVisualStudio=true"];

    [Fact]
    public void StartsNoWorkerAndKnowsTheClass()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "weights").Write("Program.cs", App.PrintsGarments);

        var build = project.Build(AsAnEditor).MustSucceed();

        Assert.Equal(0, build.WorkerStarts);
        Assert.True(build.OptiBuildTime < Unnoticed, $"{build.OptiBuildTime}");
        Assert.Contains("internal static partial class Garments", project.GeneratedClass(), StringComparison.Ordinal);
        Assert.Contains("known after the first build", project.GeneratedClass(), StringComparison.Ordinal);
    }

    [Fact]
    public void KnowsInputsAndOutputsBeforeTheFirstBuild()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="tiny.onnx" />""").Write("tiny.onnx", TinyModel.Onnx()).Write("Program.cs", App.Empty);

        project.Build(AsAnEditor).MustSucceed();

        Assert.Contains("public const string X = \"x\";", project.GeneratedClass(), StringComparison.Ordinal);
        Assert.Contains("public const string Scores = \"scores\";", project.GeneratedClass(), StringComparison.Ordinal);
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

    [Fact]
    public void OfAProjectThatWasNeverRestoredSaysNothingOfOptiBuild()
    {
        // Its targets come with the restore. The item is there, and the rest of the project must stay usable.
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "weights").Write("Program.cs", App.Empty);

        var build = project.BuildWithoutRestore([.. AsAnEditor.Where(a => a != "-restore"), "-p:ResolvePackageAssets=false", "-p:ErrorOnMissingAssetsFile=false", "-p:ContinueOnError=ErrorAndContinue"]);

        Assert.DoesNotContain(build.Errors, e => e.Code?.StartsWith("OB", StringComparison.Ordinal) == true || e.Text.Contains("OptiBuild", StringComparison.Ordinal));
    }

    [Fact]
    public void OfAModelThatIsMissingOrNoModelSucceeds()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="absent.onnx;garments.onnx" CalibrationData="absent" />""").Write("garments.onnx", "").Write("Program.cs", App.PrintsGarments);

        project.Build(AsAnEditor).MustSucceed();

        Assert.Contains("internal static partial class Absent", project.GeneratedClass(), StringComparison.Ordinal);
    }
}
