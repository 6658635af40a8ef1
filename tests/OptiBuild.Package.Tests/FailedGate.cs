using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class FailedGate(Sandbox sandbox)
{
    const int LineOfTheItem = 11;

    Project Built()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""")
            .Write("garments.onnx", "weights").Write("Program.cs", App.PrintsGarments);
        project.Build().MustSucceed();
        return project;
    }

    [Fact]
    public void FailsTheBuildAtTheItemAndUpdatesNoAssembly()
    {
        var project = Built();
        var assembly = File.ReadAllBytes(project.Assembly());

        var error = project.Write("garments.onnx", "worse").BuildWithoutRestore().MustFailWith("OB4001");

        Assert.Equal(LineOfTheItem, error.LineNumber);
        Assert.Equal("garments.onnx: accuracy fell from 91.42 % to 88.10 %, more than MaxDrop=1pp allows.", error.Text);
        Assert.Equal(assembly, File.ReadAllBytes(project.Assembly()));
    }

    [Fact]
    public void FailsAgainUntilTheModelIsMended()
    {
        var project = Built().Write("garments.onnx", "worse");
        project.BuildWithoutRestore().MustFailWith("OB4001");

        project.BuildWithoutRestore().MustFailWith("OB4001");
        project.Write("garments.onnx", "mended").BuildWithoutRestore().MustSucceed();

        Assert.Equal("mended", project.Run());
    }

    [Fact]
    public void DoesNotStopTheOtherModels()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="*.onnx" />""")
            .Write("a.onnx", "worse").Write("b.onnx", "fine").Write("Program.cs", App.Empty);

        var error = project.Build().MustFailWith("OB4001");
        project.BuildWithoutRestore().MustFailWith("OB4001");

        Assert.StartsWith("a.onnx: ", error.Text, StringComparison.Ordinal);
        Assert.Equal(["a.onnx", "b.onnx", "a.onnx"], project.Optimized);
    }
}
