using OptiBuild.Engine.Data;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Data;

/// <summary>Real data sets against what NumPy 2 and Pillow 13.0.0 read from them.</summary>
public sealed class RealDataTests
{
    static readonly ModelInput Image = Ask.Floats("image", null, 1, 28, 28);

    [FactNeeding("assets/fashion/gate.npz")]
    public void FashionArchive()
    {
        var samples = Ask.For(Assets.Path("assets/fashion/gate.npz"), Image).All();

        Assert.Equal(5000, samples.Count);
        Assert.Equal([9L, 2, 1, 1, 6, 1, 4, 6, 5, 7], samples.Take(10).Select(s => s.Label!.Class));
        Assert.Equal(22425, samples.Sum(s => s.Label!.Class));
        Assert.Equal([-0.054768651723861694f, 0.7228795886039734f, 1.4005444049835205f, 1.733822226524353f, 1.7560406923294067f, 1.656057357788086f], samples[^1].Arrays[0].Values()[400..406]);
        // A sum of 4 million doubles, in another order than NumPy's.
        Assert.Equal(13283.291135361185, samples.Sum(s => s.Arrays[0].Values().Sum(v => (double)v)), Close.Relative(1e-9));
    }

    [FactNeeding("assets/text/gate.npz")]
    public void TextArchiveWithTwoInputs()
    {
        var samples = Ask.For(Assets.Path("assets/text/gate.npz"), Ask.Longs("input_ids", null, 32), Ask.Longs("attention_mask", null, 32)).All();

        Assert.Equal(2000, samples.Count);
        Assert.Equal([2L, 66, 4116, 401, 5448, 88, 3536, 88], System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(samples[7].Arrays[0].Data.Span)[..8].ToArray());
        Assert.Equal(["input_ids", "attention_mask"], samples[0].Arrays.Select(a => a.Input));
    }

    [FactNeeding("assets/diamonds/gate.csv")]
    public void DiamondsTable()
    {
        var samples = Ask.For(Assets.Path("assets/diamonds/gate.csv"), Ask.Floats("features", null, 26)).All();

        Assert.Equal(5500, samples.Count);
        Assert.Equal([0.42f, 59.7f, 56, 4.88f, 4.91f, 2.92f], samples[0].Arrays[0].Values()[..6]);
        Assert.Equal(1.307, samples[0].Label!.Numbers![0]);
        // The recorded sums are of float32 values, whose rounding errors (1e-7 each) mostly cancel.
        Assert.Equal(759290.8601053953, samples.Sum(s => s.Arrays[0].Values().Sum(v => (double)v)), Close.Relative(1e-9));
        Assert.Equal(21691.932001262903, samples.Sum(s => s.Label!.Numbers![0]), Close.Relative(1e-7));
    }

    [FactNeeding("assets/fashion/images-idx3-ubyte.gz")]
    public void FashionPixels()
    {
        var samples = Ask.For(Assets.Path("assets/fashion/images-idx3-ubyte.gz"), Image).With("Scale", "1").All();

        Assert.Equal(500, samples.Count);
        Assert.Equal(2274L, samples.Sum(s => s.Label!.Class));
        Assert.Equal(28609159.0, samples.Sum(s => s.Arrays[0].Values().Sum(v => (double)v)));
    }

    /// <summary>Counts and sums that Python's json module reads from the same file.</summary>
    [FactNeeding("assets/detection/validate")]
    public void DetectionScenes()
    {
        var samples = Ask.For(Assets.Path("assets/detection/validate"), Ask.Floats("image", null, 1, 64, 64)).All();
        var boxes = samples.SelectMany(s => s.Label!.Boxes!).ToArray();

        Assert.Equal(1000, samples.Count);
        Assert.Equal(2486, boxes.Length);
        Assert.Equal(10999, boxes.Sum(b => b.Class));
        Assert.Equal(825548.0, boxes.Sum(b => b.Area), Close.Relative(1e-9));
        Assert.Equal(207348.0, boxes.Sum(b => b.X1 + b.Y1), Close.Relative(1e-9));
    }

    [FactNeeding("assets/fashion/png/validate")]
    public void FashionImages()
    {
        var samples = Ask.For(Assets.Path("assets/fashion/png/validate"), Image).All();

        Assert.Equal(1000, samples.Count);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long?)i), samples.Select(s => s.Label!.Class).Distinct());
        var sandal = samples.Single(s => s.Origin == "5-sandal/59955.png").Arrays[0].Values();
        Assert.Equal([0.4007110595703125f, -0.3880464732646942f, 0.6340054869651794f, 1.3672168254852295f, 1.3561075925827026f, 1.2227963209152222f], sandal[400..406]);
        // NumPy's sum of the same 784 values, in another order.
        Assert.Equal(-244.538370467606, sandal.Sum(v => (double)v), Close.Relative(1e-12));
    }

    /// <summary>The means of Pillow's tensors. Colors at half size are enlarged in another way there, which moves single values and leaves means alone.</summary>
    [TheoryNeeding("assets/orientation/validate", "assets/photos/validate")]
    [InlineData("assets/orientation/validate", "0/0200.jpg", new[] { 0.50739901, 0.36277668, 0.1398021 })]
    [InlineData("assets/photos/validate", "0108.jpg", new[] { -0.06810325, -0.07906404, -0.24306862 })]
    public void JpegImages(string folder, string name, double[] means)
    {
        using var samples = Formats.Open(Ask.For(Assets.Path(folder), Ask.Floats("x", null, 3, null, null)));

        var array = samples.Only(i => i == 0).Read(CancellationToken.None).Single();

        Assert.Equal(name, array.Origin);
        var size = array.Arrays[0].Shape[1] * array.Arrays[0].Shape[2];
        // 0.05 levels of 256, in units of the tensors (2/255 and 1/128 a level).
        Assert.All(means.Index(), m => Assert.Equal(m.Item, array.Arrays[0].Values().Skip(m.Index * (int)size).Take((int)size).Average(v => (double)v), Close.Within(0.05 * 2 / 255)));
    }
}
