using OptiBuild.Engine.Data;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data;

public sealed class LabelFileTests : IDisposable
{
    readonly TempFolder folder = new();

    List<Label?> Read(string name, ReadOnlySpan<byte> bytes) => [.. LabelFile.Open(Ask.For("d.npz"), folder.Write(name, bytes)).Read()];

    [Theory]
    [InlineData("3\n0\n")]
    [InlineData("label\r\n3\r\n\r\n 0 \r\n")]
    [InlineData("3,\n0,\n")]
    public void ReadsALabelPerLine(string text)
    {
        Assert.Equal([3L, 0L], Read("l.csv", System.Text.Encoding.UTF8.GetBytes(text)).Select(l => l!.Class));
    }

    [Fact]
    public void TakesOneRealNumberForAllBeingReal()
    {
        Assert.Equal([3.0, 0.5], Read("l.txt", "3\n0.5\n"u8).Select(l => l!.Numbers![0]));
    }

    [Fact]
    public void ReadsArraysAndArchives()
    {
        var array = Npy.Longs([2], 3, 0);

        Assert.Equal([3L, 0L], Read("l.npy", array).Select(l => l!.Class));
        Assert.Equal([3L, 0L], Read("only.npz", Npy.Zip(("anything", array))).Select(l => l!.Class));
        Assert.Equal([3L, 0L], Read("named.npz", Npy.Zip(("other", Npy.Floats([1], 1)), ("labels", array))).Select(l => l!.Class));
    }

    [Theory]
    [InlineData("|b1", new byte[] { 1, 0 })]
    [InlineData("|u1", new byte[] { 1, 0 })]
    [InlineData("|i1", new byte[] { 1, 0 })]
    [InlineData("<u2", new byte[] { 1, 0, 0, 0 })]
    [InlineData("<i4", new byte[] { 1, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData("<u8", new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public void ReadsEveryIntegerType(string descr, byte[] elements)
    {
        Assert.Equal([1L, 0L], Read("l.npy", Npy.Array(descr, [2], elements)).Select(l => l!.Class));
    }

    [Fact]
    public void ReplacesTheLabelsOfAnArchive()
    {
        var labels = folder.Write("l.txt", "5\n6\n"u8);
        var place = folder.Write("d.npz", Npy.Zip(("x", Npy.Floats([2], 1, 2)), ("labels", Npy.Longs([2], 0, 0))));

        Assert.Equal([5L, 6L], Ask.For(place, Ask.Floats("x", [null])).With("Labels", labels).All().Select(s => s.Label!.Class));
    }

    [Fact, Provokes("OB3013")]
    public void RefusesAnotherNumberOfLabels()
    {
        var labels = folder.Write("l.txt", "5\n"u8);
        var place = folder.Write("d.npz", Npy.Zip(("x", Npy.Floats([2], 1, 2))));

        Assert.StartsWith("'d.npz' has 1 labels for 2 samples.", Ask.For(place, Ask.Floats("x", [null])).With("Labels", labels).Refusal("OB3013"));
    }

    [Theory, Provokes("OB3015")]
    [InlineData("0\ncat\n", "l.txt, line 2, has label 'cat'")]
    [InlineData("0\nNaN\n", "l.txt, line 2, has label 'NaN'")]
    public void RefusesWhatIsNoNumber(string text, string message)
    {
        Assert.StartsWith(message, Ask.Refusal("OB3015", () => Read("l.txt", System.Text.Encoding.UTF8.GetBytes(text))));
    }

    [Fact, Provokes("OB3018")]
    public void RefusesAFileThatDoesNotExist()
    {
        var place = folder.Write("d.npz", Npy.Zip(("x", Npy.Floats([2], 1, 2))));

        Assert.StartsWith("Labels 'gone.npy' is neither a file nor a column.", Ask.For(place, Ask.Floats("x", [null])).With("Labels", "gone.npy").Refusal("OB3018"));
    }

    [Fact, Provokes("OB3016")]
    public void RangeIsCheckedAgainstTheModelsClasses()
    {
        var sample = new Sample([], new Label(10, null), "d.npz, sample 3");

        LabelRange.Require(sample, classes: 11);

        Assert.Equal("d.npz, sample 3 has label 10, and the model's output has 10 classes, numbered from 0. Correct the label, or the model.",
            Ask.Refusal("OB3016", () => LabelRange.Require(sample, classes: 10)));
    }

    public void Dispose() => folder.Dispose();
}
