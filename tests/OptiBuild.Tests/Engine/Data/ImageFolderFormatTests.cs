using System.Runtime.InteropServices;
using OptiBuild.Engine.Data;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data;

public sealed class ImageFolderFormatTests : IDisposable
{
    readonly TempFolder folder = new();

    static readonly ModelInput Any = Ask.Floats("x", null, 1, null, null);

    DataRequest Folder(params ModelInput[] inputs) => Ask.For(folder.Path, inputs.Length == 0 ? [Any] : inputs);

    /// <summary>A level without any settings.</summary>
    static float Unit(int level) => level * (float)(1.0 / 255);

    void Gray(string name, byte level, int size = 1) => folder.Write(name, Png.Gray(size, size, (_, _) => level));

    [Fact]
    public void NumbersClassesByTheSortedNamesOfSubFolders()
    {
        foreach (var (name, level) in new[] { ("2/a.png", 1), ("10/b.PNG", 2), ("10/a.png", 3), ("cat/z.png", 4) }) Gray(name, (byte)level);
        folder.Write("cat/notes.txt", "no image"u8);
        folder.Write(".cache/a.png", "hidden"u8);

        var samples = Folder().All();

        Assert.Equal(["10/a.png", "10/b.PNG", "2/a.png", "cat/z.png"], samples.Select(s => s.Origin));
        Assert.Equal([0L, 0L, 1L, 2L], samples.Select(s => s.Label!.Class));
        Assert.Equal([Unit(3), Unit(2), Unit(1), Unit(4)], samples.Select(s => s.Arrays[0].Values()[0]));
    }

    [Fact]
    public void HasNoLabelsWithoutSubFolders()
    {
        Gray("b.png", 1);
        Gray("a.png", 2);

        using var samples = Formats.Open(Folder());

        Assert.Equal(LabelKind.None, samples.Labels);
        Assert.Equal(["a.png", "b.png"], samples.Read(CancellationToken.None).Select(s => s.Origin));
    }

    [Fact]
    public void KeepsTheOrderThoughImagesAreDecodedSideBySide()
    {
        for (var i = 0; i < 60; i++) Gray($"{i:000}.png", (byte)i, size: i % 7 == 0 ? 200 : 1);

        Assert.Equal(Enumerable.Range(0, 60).Select(i => Unit(i)), Folder().All().Select(s => s.Arrays[0].Values()[0]));
    }

    [Fact]
    public void ScalesThenSubtractsThenDivides()
    {
        Gray("a.png", 100);

        var value = Folder().With("Scale", "1/200").All()[0].Arrays[0].Values()[0];
        folder.Write("images.json", """{ "channels": "Gray", "scale": 0.5, "mean": [10], "std": 4 }"""u8);

        Assert.Equal(100 * (float)(1.0 / 200), value);
        Assert.Equal((100 * 0.5f - 10) / 4, Folder().All()[0].Arrays[0].Values()[0]);
        Assert.Equal((100 * 0.5f - 20) / 4, Folder().With("Mean", "20").All()[0].Arrays[0].Values()[0]);
    }

    [Theory]
    [InlineData("rgb", "nchw", new[] { 0f, 1, 10, 11, 20, 21 })]
    [InlineData("bgr", "nchw", new[] { 20f, 21, 10, 11, 0, 1 })]
    [InlineData("rgb", "nhwc", new[] { 0f, 10, 20, 1, 11, 21 })]
    public void ArrangesChannels(string channels, string layout, float[] expected)
    {
        folder.Write("a.png", Png.Rgb(2, 1, (x, _) => [(byte)x, (byte)(10 + x), (byte)(20 + x)]));
        folder.Write("images.json", System.Text.Encoding.UTF8.GetBytes($$"""{ "scale": 1, "channels": "{{channels}}", "layout": "{{layout}}" }"""));

        var array = Folder(Ask.Floats("x", null, null, null, null)).All()[0].Arrays[0];

        Assert.Equal(expected, array.Values());
        Assert.Equal(layout == "nchw" ? [3, 1, 2] : [1, 2, 3], array.Shape);
    }

    [Fact]
    public void SeesLayoutAndColorsFromTheModel()
    {
        folder.Write("a.png", Png.Rgb(4, 4, (_, _) => [255, 0, 0]));

        Assert.Equal([4, 4, 3], Folder(Ask.Floats("x", null, 4, 4, 3)).All()[0].Arrays[0].Shape);
        Assert.Equal([1, 4, 4], Folder(Ask.Floats("x", 1, 4, 4)).All()[0].Arrays[0].Shape);
        Assert.Equal([4, 4], Folder(Ask.Floats("x", null, 4, 4)).All()[0].Arrays[0].Shape);
        Assert.Equal(Unit(76), Folder(Ask.Floats("x", null, 1, 4, 4)).All()[0].Arrays[0].Values()[0]);
    }

    [Fact]
    public void ResizesToTheModelsSizeOrTheOneAskedFor()
    {
        Gray("a.png", 9, size: 8);

        Assert.Equal([1, 2, 3], Folder(Ask.Floats("x", null, 1, 2, 3)).All()[0].Arrays[0].Shape);
        Assert.Equal([1, 6, 5], Folder().With("Resize", "5x6").All()[0].Arrays[0].Shape);
        Assert.Equal([1, 8, 8], Folder().All()[0].Arrays[0].Shape);
    }

    [Fact]
    public void GivesRawLevelsToAModelOfBytes()
    {
        Gray("a.png", 200);

        var array = Folder(new ModelInput("x", ElementType.UInt8, [null, 1, 1, 1])).All()[0].Arrays[0];

        Assert.Equal([200], array.Data.ToArray());
    }

    [Fact]
    public void GivesHalfPrecisionToAModelOfHalfPrecision()
    {
        Gray("a.png", 51);

        var array = Folder(new ModelInput("x", ElementType.Float16, [null, 1, 1, 1])).All()[0].Arrays[0];

        Assert.Equal((Half)Unit(51), MemoryMarshal.Read<Half>(array.Data.Span));
    }

    [Fact]
    public void DecodesOnlyWhatAViewWants()
    {
        Gray("a.png", 1);
        folder.Write("b.png", "no image"u8);
        Gray("c.png", 3);
        using var samples = Formats.Open(Folder().With("Labels", folder.Write("labels.txt", "5\n6\n7\n"u8)));

        var chosen = samples.Only(i => i != 1).Read(CancellationToken.None).ToArray();

        Assert.Equal(["a.png", "c.png"], chosen.Select(s => s.Origin));
        Assert.Equal([5L, 7L], chosen.Select(s => s.Label!.Class));
    }

    [Fact]
    public void HashDependsOnContentSettingsAndLabels()
    {
        Gray("a/1.png", 1);
        var hashes = new List<string> { Hash() };
        Gray("a/1.png", 2);
        hashes.Add(Hash());
        Directory.Move(folder.File("a"), folder.File("b"));
        hashes.Add(Hash());
        folder.Write("images.json", "{}"u8);
        hashes.Add(Hash());

        Assert.Equal(4, hashes.Distinct().Count());
        Assert.Equal(hashes[^1], Hash());
        Assert.Matches("^[0-9a-f]{64}$", hashes[0]);
    }

    string Hash()
    {
        using var samples = Formats.Open(Folder());
        return samples.Hash();
    }

    [Fact]
    public void StopsWhenTold()
    {
        for (var i = 0; i < 50; i++) Gray($"{i:00}.png", 0);
        using var samples = Formats.Open(Folder());
        using var cancel = new CancellationTokenSource();

        var read = 0;
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var _ in samples.Read(cancel.Token))
                if (++read == 3) cancel.Cancel();
        });

        Assert.Equal(3, read);
    }

    [Theory, Provokes("OB3022")]
    [InlineData("a.png")]
    [InlineData("a.gif")]
    [InlineData("cat/a.jpg")]
    public void RefusesWhatCannotBeDecoded(string name)
    {
        folder.Write(name, "no image"u8);

        Assert.Equal($"Image '{name}' cannot be decoded: it is neither PNG nor JPEG. Save it anew as PNG or JPEG, or remove it.", Folder().Refusal("OB3022"));
    }

    [Fact, Provokes("OB3024")]
    public void RefusesImagesBesideClassFolders()
    {
        Gray("a/1.png", 1);
        Gray("2.png", 1);

        Assert.Contains("has images in sub-folders and beside them ('2.png')", Folder().Refusal("OB3024"));
    }

    [Fact, Provokes("OB3005")]
    public void RefusesNoImages()
    {
        folder.Write("notes.txt", "none"u8);

        Assert.Contains("there is no image in the folder or in its sub-folders", Folder().Refusal("OB3005"));
    }

    [Theory, Provokes("OB3023")]
    [InlineData("[1]", "it is not a JSON object")]
    [InlineData("{ \"scale\": ", "it is not a JSON object")]
    [InlineData("{ \"chanels\": \"rgb\" }", "it has a field 'chanels'")]
    [InlineData("{ \"channels\": \"yuv\" }", "'yuv' is not a value of Channels. Valid values are rgb, bgr, gray.")]
    public void RefusesSettingsThatMakeNoSense(string text, string why)
    {
        Gray("a.png", 1);
        folder.Write("images.json", System.Text.Encoding.UTF8.GetBytes(text));

        Assert.StartsWith($"'images.json' does not say how images become tensors: {why}", Folder().Refusal("OB3023"));
    }

    [Fact, Provokes("OB3025")]
    public void RefusesModelsThatTakeNoImage()
    {
        Gray("a.png", 1);

        Assert.Contains("the model has an input 'x' of shape [?,26,1,1,1].", Folder(Ask.Floats("x", null, 26, 1, 1, 1)).Refusal("OB3025"));
        Assert.Contains("the model has the inputs 'a', 'b'.", Folder(Ask.Floats("a", null, 1, 1, 1), Ask.Floats("b", null, 1)).Refusal("OB3025"));
    }

    [Fact, Provokes("OB3009")]
    public void RefusesAnotherNumberOfChannels()
    {
        Gray("a.png", 1, size: 2);

        Assert.StartsWith("Image 'a.png' has shape [1,2,2], and the model's input 'x' takes [3,2,2]", Folder(Ask.Floats("x", null, 3, 2, 2)).With("Channels", "gray").Refusal("OB3009"));
    }

    [Fact, Provokes("OB3010")]
    public void RefusesModelsOfOtherTypes()
    {
        Gray("a.png", 1);

        Assert.StartsWith("An image as a tensor has elements of type float, and the model's input 'x' takes int64.", Folder(Ask.Longs("x", null, 1, 1, 1)).Refusal("OB3010"));
        Assert.StartsWith("An image after Scale, Mean and Std has elements of type float", Folder(new ModelInput("x", ElementType.UInt8, [null, 1, 1, 1])).With("Scale", "1/3").Refusal("OB3010"));
    }

    [Fact, Provokes("OB3027")]
    public void RefusesAnotherNumberOfMeans()
    {
        Gray("a.png", 1);

        Assert.Equal("Mean has 2 values for images of 3 channels. Give one value, or one for each channel.", Folder(Ask.Floats("x", null, 3, 1, 1)).With("Mean", "1;2").Refusal("OB3027"));
    }

    public void Dispose() => folder.Dispose();
}
