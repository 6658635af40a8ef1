using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>The real optimizer and the file of accepted results.</summary>
[Collection(Builds.Name)]
public sealed class AcceptedResult(Sandbox sandbox)
{
    const string Default = "optibuild.baseline.json", Accept = "-p:OptiBuildAcceptBaseline=true";
    const int LineOfTheItem = 11, Worse = 100;

    Project New(string items, string framework = "<TargetFramework>net10.0</TargetFramework>") => new Project(sandbox)
        .Items(items, "<OptiBuildEffort>fast</OptiBuildEffort><OptiBuildValidationData>data.npz</OptiBuildValidationData>", framework, worker: "real")
        .Write("tiny.onnx", TinyModel.Onnx()).Write("data.npz", TinyModel.Data()).Write("Program.cs", "class Program { static void Main() { } }");

    [Fact]
    public void IsWrittenBesideTheProjectOnceAndChangesNothingInTheNextBuild()
    {
        var project = New("""<OptimizeModel Include="tiny.onnx" />""");

        var first = project.Build(Accept).MustSucceed();
        var written = File.ReadAllBytes(project.PathOf(Default));
        var second = project.BuildWithoutRestore().MustSucceed();
        var third = project.BuildWithoutRestore(Accept).MustSucceed();

        Assert.Single(BuildResult.LinesOf(first.Output, "message OB4025: tiny.onnx: the result was accepted and written to 'optibuild.baseline.json'."));
        Assert.Equal((1, 0, 1), (first.WorkerStarts, second.WorkerStarts, third.WorkerStarts));
        Assert.Equal(written, File.ReadAllBytes(project.PathOf(Default)));
    }

    [Fact]
    public void RefusesAModelThatIsWorseThanItAtTheItemAndPassesABetterOne()
    {
        var project = New("""<OptimizeModel Include="tiny.onnx" />""").Write("tiny.onnx", TinyModel.Onnx());
        project.Build(Accept).MustSucceed();

        // It loses nothing against its own original, which is what the gate alone would ask.
        var error = project.Write("tiny.onnx", TinyModel.Onnx(Worse)).BuildWithoutRestore().MustFailWith("OB4020");
        project.BuildWithoutRestore(Accept).MustSucceed();
        var better = project.Write("tiny.onnx", TinyModel.Onnx()).BuildWithoutRestore().MustSucceed();

        Assert.Equal(LineOfTheItem, error.LineNumber);
        Assert.StartsWith("tiny.onnx: accuracy 100.00 % was accepted, and it is ", error.Text, StringComparison.Ordinal);
        Assert.Equal(1, better.WorkerStarts);
    }

    [Fact]
    public void IsAnInputThatIsNoticedWhenItChangesOrGoes()
    {
        var project = New("""<OptimizeModel Include="tiny.onnx" Baseline="accepted/all.json" />""");
        project.Build(Accept).MustSucceed();
        var file = project.PathOf("accepted/all.json");

        project.Write("accepted/all.json", File.ReadAllText(file).Replace("\"schema\": 1", "\"schema\": 9", StringComparison.Ordinal)).BuildWithoutRestore().MustFailWith("OB4024");
        File.Delete(file);
        var gone = project.BuildWithoutRestore().MustFailWith("OB4027");

        Assert.Equal(LineOfTheItem, gone.LineNumber);
        Assert.DoesNotContain("gone", project.BuildWithoutRestore(Accept).MustSucceed().Output, StringComparison.Ordinal);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public void HoldsAllModelsOfAProjectSortedAndOfEachFrameworkOnce()
    {
        var project = New("""<OptimizeModel Include="tiny.onnx;b.onnx" />""", "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>").Write("b.onnx", TinyModel.Onnx());

        var first = project.Build(Accept, "-m:2").MustSucceed();
        var second = project.BuildWithoutRestore("-m:2").MustSucceed();

        var text = File.ReadAllText(project.PathOf(Default));
        Assert.Equal((1, 0), (first.WorkerStarts, second.WorkerStarts));
        Assert.True(text.IndexOf("\"b.onnx\"", StringComparison.Ordinal) < text.IndexOf("\"tiny.onnx\"", StringComparison.Ordinal), text);
        Assert.DoesNotContain("\"latency\"", text, StringComparison.Ordinal);
        Assert.Equal(2, BuildResult.LinesOf(first.Output, "message OB4025: ").Count());
    }
}
