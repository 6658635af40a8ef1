using OptiBuild.Onnx;
using OptiBuild.Onnx.Opsets;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Onnx;

public class AssetModelsTests
{
    /// <summary>Sizes for the axes that a model leaves open: batch, and for the last one height and width.</summary>
    public static TheoryData<string, long[]> Models => new()
    {
        { "cnn", [2] },
        { "detector", [2] },
        { "diamonds", [2] },
        { "efficientnet-lite0", [1] },
        { "lstm", [2] },
        { "minilm", [2] },
        { "mobilenet", [2] },
        { "resnet", [2] },
        { "vit", [2] },
        { "orientation", [2, 48, 192] },
    };

    [TheoryNeeding("assets/cnn.onnx", "assets/orientation.onnx"), MemberData(nameof(Models))]
    public void GivesTheSameBitsAfterWriting(string name, long[] sizes)
    {
        var path = Assets.Path($"assets/{name}.onnx");
        var model = ModelReader.Read(path);
        GraphCheck.Check(model, "reading");
        var written = ModelWriter.ToBytes(model);

        Assert.Equal(ModelText.Print(model, ModelTextStyle.Short), ModelText.Print(ModelReader.Read(written, null), ModelTextStyle.Short));
        var before = Answers.Of(File.ReadAllBytes(path), sizes);
        Assert.Null(before.Refusal);
        Assert.True(before.SameBits(Answers.Of(written, sizes)));
    }

    [FactNeeding("assets/orientation.onnx")]
    public void UpgradesTheModelOfOpset11()
    {
        var path = Assets.Path("assets/orientation.onnx");
        var model = ModelReader.Read(path);

        OpsetUpgrade.Apply(model);

        GraphCheck.Check(model, "upgrade");
        Assert.Equal(17, model.Opset);
        Assert.True(Answers.Of(File.ReadAllBytes(path), 2, 48, 192).SameBits(Answers.Of(ModelWriter.ToBytes(model), 2, 48, 192)));
    }
}
