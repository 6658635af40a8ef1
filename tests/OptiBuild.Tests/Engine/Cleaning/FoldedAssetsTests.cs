using OptiBuild.Engine.Cleaning;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Opsets;
using OptiBuild.Onnx.Passes;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Onnx;

namespace OptiBuild.Tests.Engine.Cleaning;

/// <summary>Real models whose shapes were folded, without any other cleaning.</summary>
public class FoldedAssetsTests
{
    public static TheoryData<string, long[]> Models => new()
    {
        { "cnn", [] },
        { "detector", [] },
        { "diamonds", [] },
        { "efficientnet-lite0", [] },
        { "lstm", [] },
        { "minilm", [] },
        { "mobilenet", [] },
        { "resnet", [] },
        { "vit", [] },
        { "orientation", [48, 192] },
        { "orientation", [96, 64] },
    };

    [TheoryNeeding("assets/cnn.onnx", "assets/orientation.onnx"), MemberData(nameof(Models))]
    public void GiveTheSameBitsForEveryBatch(string name, long[] sizes)
    {
        var model = ModelReader.Read(Assets.Path($"assets/{name}.onnx"));
        OpsetUpgrade.Apply(model);
        var before = ModelWriter.ToBytes(model);

        if (FoldShapes.Applies(model)) FoldShapes.Run(model, InferredShapes.Of(model));

        GraphCheck.Check(model, "pass");
        var after = ModelWriter.ToBytes(model);
        foreach (var batch in (long[])[1, 3])
        {
            var expected = Answers.Of(before, [batch, .. sizes]);
            Assert.True(expected.SameBits(Answers.Of(after, [batch, .. sizes])), $"batch {batch}");
        }
    }

    [TheoryNeeding("assets/minilm.onnx", "assets/vit.onnx")]
    [InlineData("minilm")]
    [InlineData("vit")]
    public void TransformersComputeNoShape(string name)
    {
        var model = ModelReader.Read(Assets.Path($"assets/{name}.onnx"));

        var cleaned = Cleaner.Clean(model).Model;

        Assert.DoesNotContain(cleaned.Graph.Nodes, n => n.OpType is "Shape" or "Concat" or "Pow");
    }

    /// <summary>ONNX Runtime joins a residual sum and its normalization only where it sees that both shapes are the same.</summary>
    [FactNeeding("assets/minilm.onnx")]
    public void ResidualSumsJoinTheirNormalization()
    {
        var cleaned = Cleaner.Clean(ModelReader.Read(Assets.Path("assets/minilm.onnx"))).Model;

        Assert.Equal(12, OnnxRuntime.Operators(cleaned).Count(o => o == "SkipLayerNormalization"));
    }
}
