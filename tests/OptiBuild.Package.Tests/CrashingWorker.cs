using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class CrashingWorker(Sandbox sandbox)
{
    [Fact]
    public void EndsTheBuildInOrderWithItsLastWords()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "abort").Write("Program.cs", App.Empty);

        var error = project.Build().MustFailWith("OB9003");

        Assert.Contains("while working on 'garments.onnx'", error.Text, StringComparison.Ordinal);
        Assert.Contains("free(): invalid pointer", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void IsNotTakenForASuccessWhenItSaysSo()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "vanish").Write("Program.cs", App.Empty);

        project.Build().MustFailWith("OB9003");
        project.BuildWithoutRestore().MustFailWith("OB9003");
    }

    [Fact]
    public void IsReportedWhenItsFileIsMissing()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "weights").Write("Program.cs", App.Empty);

        var error = project.Build("-p:OptiBuildWorker=" + project.PathOf("absent.dll")).MustFailWith("OB9003");

        Assert.Contains("absent.dll", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void IsNamedWithTheModelThatItWorkedOn()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="good.onnx;bad.onnx" />""").Write("good.onnx", "weights").Write("bad.onnx", "abort").Write("Program.cs", App.Empty);

        var error = project.Build().MustFailWith("OB9003");

        Assert.Contains("while working on 'bad.onnx'.", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void ThatTheSystemKilledMayHaveWantedMemory()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "killed").Write("Program.cs", App.Empty);

        var error = project.Build().MustFailWith("OB9003");

        Assert.Contains("exit code 137", error.Text, StringComparison.Ordinal);
        Assert.Contains("most often for want of memory", error.Text, StringComparison.Ordinal);
    }
}
