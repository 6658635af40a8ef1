using System.IO.Compression;
using OptiBuild.Engine;
using OptiBuild.Engine.Packing;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Packing;

public class PackerTests
{
    [Theory]
    [InlineData("fast")]
    [InlineData("normal")]
    [InlineData("thorough")]
    public void BrotliGivesTheModelBack(string effort)
    {
        var model = ModelWriter.ToBytes(ModelSamples.Parse(PipelineRun.Classifier));

        var packed = Packer.Pack(model, Options.From([new("Effort", effort)]));

        using var brotli = new BrotliStream(new MemoryStream(packed), System.IO.Compression.CompressionMode.Decompress);
        using var back = new MemoryStream();
        brotli.CopyTo(back);
        Assert.Equal(model, back.ToArray());
        Assert.InRange(packed.Length, 1, model.Length);
    }

    [Fact]
    public void NoneIsTheModelItself() => Assert.Equal([1, 2, 3], Packer.Pack([1, 2, 3], Options.From([new("Compression", "None")])));

    [Fact]
    public void ZerosPackWell()
    {
        var model = ModelSamples.Parse("g (float[N,200] x) => (float[N,200] y) <float[200,200] w = ~> { y = MatMul(x, w) }");
        var dense = Packer.Pack(ModelWriter.ToBytes(model), Options.Default).Length;
        var w = model.Graph.Own("w")!;
        w.Data = Tensor.Floats(w.Data!.Shape, [.. w.Data.Span<float>().ToArray().Select(v => Math.Abs(v) < 0.9 ? 0 : v)]);

        Assert.InRange(Packer.Pack(ModelWriter.ToBytes(model), Options.Default).Length, 1, dense / 4);
    }

    [Fact]
    public void EmptyModelPacksToo() => Assert.NotEmpty(Packer.Pack([], Options.Default));
}
