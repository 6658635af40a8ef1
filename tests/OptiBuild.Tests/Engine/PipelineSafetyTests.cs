using OptiBuild.Engine;
using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine;

/// <summary>No processor adds two products of an optimized model beyond 16 bits, by its weights.</summary>
public class PipelineSafetyTests
{
    const int Calibrated = 2;

    [TheoryNeeding("assets/cnn.onnx", "assets/resnet.onnx", "assets/mobilenet.onnx", "assets/vit.onnx", "assets/lstm.onnx", "assets/minilm.onnx", "assets/efficientnet-lite0.onnx", "assets/detector.onnx", "assets/diamonds.onnx", "assets/orientation.onnx")]
    [InlineData("cnn")]
    [InlineData("resnet")]
    [InlineData("mobilenet")]
    [InlineData("vit")]
    [InlineData("lstm")]
    [InlineData("minilm")]
    [InlineData("efficientnet-lite0")]
    [InlineData("detector")]
    [InlineData("diamonds")]
    [InlineData("orientation")]
    public void WeightsOfRealModelsAreSafeOnAnyProcessor(string name)
    {
        using var run = PipelineRun.Calibrating(ModelReader.Read(Assets.Path($"assets/{name}.onnx")), Calibrated);

        // Images of this one have open sizes, which are too small where nothing tells them.
        run.Optimize(1, [("ValidationData", ""), ("Gate", "Off"), .. name == "orientation" ? [("CalibrationData", Assets.Path("assets/orientation/calibrate"))] : System.Array.Empty<(string, string)>()]);

        var safety = TargetSafety.Of(run.Optimized);
        Assert.Empty(safety.Unsafe);
        Assert.True(safety.Target is null or TargetName.Any);
        Assert.Empty(Saturation.Of(run.Optimized));
    }
}
