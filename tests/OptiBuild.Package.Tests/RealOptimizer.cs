using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class RealOptimizer(Sandbox sandbox)
{
    /// <summary>A fifth of 500 samples is split off; equal ones stay together, and the next group would be too many.</summary>
    const string Answer = "1 accuracy 402";

    Project Tiny(string metadata, string name = "Models/tiny.onnx") => new Project(sandbox)
        .Items($"""
            <PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.29.0" />
            <OptimizeModel Include="{name}" ValidationData="data.npz" MaxDrop="1pp" {metadata} />
            """, worker: "real")
        .Write("Models/tiny.onnx", TinyModel.Onnx()).Write("data.npz", TinyModel.Data()).Write("Program.cs", App.Classifies(more: "\" \" + Models.Tiny.MetricName + \" \" + Models.Tiny.Samples"));

    [Fact]
    public void EmbedsAModelThatTheAppRuns()
    {
        var project = Tiny("");

        project.Build().MustSucceed();
        var second = project.BuildWithoutRestore().MustSucceed();

        Assert.Equal(Answer, project.Run());
        Assert.Equal(0, second.WorkerStarts);
    }

    [Fact]
    public void CopiesAModelThatTheAppRuns()
    {
        var project = Tiny("""Embed="Content" """);

        project.Build().MustSucceed();

        Assert.Equal(Answer, project.Run());
    }

    [Fact]
    public void FailsWithOB1001WhenTheModelIsMissing()
    {
        var error = Tiny("", "Models/absent.onnx").Build().MustFailWith("OB1001");

        Assert.Equal(12, error.LineNumber);
        Assert.Contains("Models/absent.onnx", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void FailsWithOB1002AndTheValidValuesWhenAnOptionHasNoSuchValue()
    {
        var error = Tiny("""Quantization="int7" """).Build().MustFailWith("OB1002");

        Assert.Contains("'int7' is not a value of Quantization. Valid values are auto, int8, weights, blocks4, none.", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void FailsWithOB1006AndTheValidNamesWhenMetadataIsMistyped()
    {
        var error = Tiny("""MaxDorp="2pp" """).Build().MustFailWith("OB1006");

        Assert.Contains("'MaxDorp' is not an option.", error.Text, StringComparison.Ordinal);
        Assert.Contains("MaxDrop", error.Text, StringComparison.Ordinal);
    }
}
