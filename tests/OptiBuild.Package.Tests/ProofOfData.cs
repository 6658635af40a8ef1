using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>What the real optimizer says about samples and labels, at the item's line.</summary>
[Collection(Builds.Name)]
public sealed class ProofOfData(Sandbox sandbox)
{
    const int LineOfTheItem = 11;

    const string Script = """
        read greeting
        echo '{"name":"mine","better":"higher","share":true}'
        while read sample; do echo '{"score":[1]}'; done
        """;

    Project New(string metadata, string properties = "") => new Project(sandbox).Items($"""<OptimizeModel Include="tiny.onnx" Effort="fast" {metadata} />""", properties, worker: "real")
        .Write("tiny.onnx", TinyModel.Onnx()).Write("data.npz", TinyModel.Data()).Write("Program.cs", App.Empty);

    [Fact]
    public void IsRefusedWhenTheSameSamplesCalibrate()
    {
        var copied = New("""CalibrationData="copy.npz" ValidationData="data.npz" """).Write("copy.npz", TinyModel.Data()).Build().MustFailWith("OB3050");
        var same = New("""CalibrationData="data.npz" ValidationData="data.npz" """).Build().MustFailWith("OB3052");

        Assert.Equal((LineOfTheItem, LineOfTheItem), (copied.LineNumber, same.LineNumber));
    }

    [Fact]
    public void ComesFromAProgramOfTheProjectWhichIsAnInput()
    {
        var project = New("""CalibrationData="other.npz" ValidationData="data.npz" Metric="command:sh score.sh" """)
            .Write("other.npz", TinyModel.Data(seed: 1)).Write("score.sh", Script);

        var first = project.Build().MustSucceed();
        var same = project.BuildWithoutRestore().MustSucceed();
        var error = project.Write("score.sh", "exit 3").BuildWithoutRestore().MustFailWith("OB4014");

        Assert.Contains("mine 100.00 % → 100.00 %", Assert.Single(BuildResult.LinesOf(first.Output, "tiny.onnx →")), StringComparison.Ordinal);
        Assert.Equal(0, same.WorkerStarts);
        Assert.Contains("it ended with exit code 3", error.Text, StringComparison.Ordinal);
    }
}
