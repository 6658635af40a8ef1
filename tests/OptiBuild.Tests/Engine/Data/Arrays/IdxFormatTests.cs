using OptiBuild.Engine.Data;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data.Arrays;

public sealed class IdxFormatTests : IDisposable
{
    readonly TempFolder folder = new();

    static readonly byte[] Images = Idx.Of(8, [2, 2, 3], [0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6]);
    static readonly byte[] Labels = Idx.Of(8, [2], [7, 3]);

    [Theory]
    [InlineData("images-idx3-ubyte", "labels-idx1-ubyte")]
    [InlineData("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")]
    [InlineData("train-images.idx3-ubyte", "train-labels.idx1-ubyte")]
    [InlineData("images-idx3-ubyte.gz", "labels-idx1-ubyte.gz")]
    [InlineData("images-idx3-ubyte.gz", "labels-idx1-ubyte")]
    public void FindsTheLabelsBeside(string images, string labels)
    {
        var place = folder.Write(images, images.EndsWith(".gz") ? Idx.Gzip(Images) : Images);
        folder.Write(labels, labels.EndsWith(".gz") ? Idx.Gzip(Labels) : Labels);

        var samples = Ask.For(place, Ask.Floats("x", null, 1, 2, 3)).All();

        Assert.Equal([7L, 3L], samples.Select(s => s.Label!.Class));
        Assert.Equal([0, 51, 102, 153, 204, 255], samples[0].Arrays[0].Values().Select(v => (int)MathF.Round(v * 255)));
        Assert.Equal($"{images}, sample 1", samples[1].Origin);
    }

    [Fact]
    public void LevelsFollowTheSettingsOfImages()
    {
        var place = folder.Write("images-idx3-ubyte", Images);
        folder.Write("images.json", """{"scale": 1, "mean": 1, "std": 2}"""u8);

        Assert.Equal([-0.5f, 25, 50.5f, 76, 101.5f, 127], Ask.For(place, Ask.Floats("x", null, 1, 2, 3)).All()[0].Arrays[0].Values());
        Assert.Equal([0, 0, 0.5f, 1, 1.5f, 2, 2.5f], Ask.For(place, Ask.Floats("x", null, 6)).All()[1].Arrays[0].Values().Prepend(0));
    }

    [Theory]
    [InlineData(new long[] { 6 })]
    [InlineData(new long[] { 1, 2, 3 })]
    [InlineData(new long[] { 2, 3 })]
    [InlineData(new long[] { 2, 3, 1 })]
    public void FillsTheModelsShape(long[] shape)
    {
        var sample = Ask.For(folder.Write("images-idx3-ubyte", Images), new ModelInput("x", ElementType.Float, [null, .. shape])).All()[0];

        Assert.Equal(shape, sample.Arrays[0].Shape);
    }

    [Fact]
    public void IsResizedAsImagesAre()
    {
        var place = folder.Write("images-idx3-ubyte", Idx.Of(8, [1, 2, 2], [100, 100, 100, 100]));

        Assert.Equal([3, 4, 4], Ask.For(place, Ask.Floats("x", null, 3, 4, 4)).All()[0].Arrays[0].Shape);
    }

    [Theory]
    [InlineData(0x09, new byte[] { 0xFF, 2 }, -1)]
    [InlineData(0x0B, new byte[] { 0xFF, 0xFF, 0, 2 }, -1)]
    [InlineData(0x0C, new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 2 }, -1)]
    [InlineData(0x0D, new byte[] { 0xBF, 0x80, 0, 0, 0x40, 0, 0, 0 }, -1)]
    [InlineData(0x0E, new byte[] { 0xBF, 0xF0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0 }, -1)]
    [InlineData(0x08, new byte[] { 1, 2 }, 1)]
    public void ReadsEveryTypeOfElement(byte type, byte[] elements, float first)
    {
        Assert.Equal([first, 2], Ask.For(folder.Write("d.idx", Idx.Of(type, [1, 2], elements)), Ask.Floats("x", null, 2)).All()[0].Arrays[0].Values());
    }

    [Fact]
    public void IsRecognizedByItsStart()
    {
        Assert.Equal("IDX", Formats.All.First(f => f.Is(folder.Write("data.bin", Images))).Name);
    }

    [Fact]
    public void LabelsMayBeSuchAFile()
    {
        var place = folder.Write("d.npz", Npy.Zip(("x", Npy.Floats([2], 1, 2))));

        Assert.Equal([7L, 3L], Ask.For(place, Ask.Floats("x", [null])).With("Labels", folder.Write("l.idx", Labels)).All().Select(s => s.Label!.Class));
    }

    [Fact, Provokes("OB3013")]
    public void RefusesAnotherNumberOfLabels()
    {
        folder.Write("labels-idx1-ubyte", Idx.Of(8, [3], [1, 2, 3]));

        Assert.StartsWith("'images-idx3-ubyte' has 3 labels for 2 samples.", Ask.For(folder.Write("images-idx3-ubyte", Images), Ask.Floats("x", null, 1, 2, 3)).Refusal("OB3013"));
    }

    public void Dispose() => folder.Dispose();
}
