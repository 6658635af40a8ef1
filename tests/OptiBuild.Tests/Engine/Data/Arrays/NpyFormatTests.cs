using OptiBuild.Engine.Data;
using OptiBuild.Engine.Data.Arrays;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data.Arrays;

public sealed class NpyFormatTests : IDisposable
{
    readonly TempFolder folder = new();

    static readonly ModelInput Pair = Ask.Floats("x", null, 2);

    [Fact]
    public void ReadsAFolderWithAFileForEachInput()
    {
        folder.Write("ids.npy", Npy.Longs([2, 2], 1, 2, 3, 4));
        folder.Write("mask.npy", Npy.Array("<i4", [2, 2], [1, 1, 1, 0]));
        folder.Write("labels.npy", Npy.Longs([2], 5, 6));

        var samples = Ask.For(folder.Path, Ask.Longs("mask", null, 2), Ask.Longs("ids", null, 2)).All();

        Assert.Equal(["mask", "ids"], samples[1].Arrays.Select(a => a.Input));
        Assert.Equal([0L, 4L], samples[1].Arrays.Select(a => BitConverter.ToInt64(a.Data.Span[8..])));
        Assert.Equal([5L, 6L], samples.Select(s => s.Label!.Class));
    }

    [Theory]
    [InlineData("images.npy")]
    [InlineData("images.bin")]
    public void ReadsAFileForTheOnlyInput(string name)
    {
        var samples = Ask.For(folder.Write(name, Npy.Floats([2, 2], 1, 2, 3, 4)), Pair).With("Labels", folder.Write("l.txt", "1\n0\n"u8)).All();

        Assert.Equal([[1, 2], [3, 4]], samples.Select(s => s.Arrays[0].Values()));
        Assert.Equal([1L, 0L], samples.Select(s => s.Label!.Class));
    }

    /// <summary>Element (i, j, k) is 100 i + 10 j + k; in Fortran order the first index runs first.</summary>
    [Fact]
    public void ReadsFortranOrder()
    {
        var elements = new List<float>();
        for (var k = 0; k < 4; k++)
            for (var j = 0; j < 3; j++)
                for (var i = 0; i < 2; i++) elements.Add(100 * i + 10 * j + k);
        var array = Npy.Raw(Npy.Header("<f4", "True", 2, 3, 4), [.. elements.SelectMany(BitConverter.GetBytes)]);

        foreach (var place in new[] { folder.Write("a.npy", array), folder.Write("a.npz", Npy.Zip(("x", array))) })
            Assert.Equal([[0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23], [100, 101, 102, 103, 110, 111, 112, 113, 120, 121, 122, 123]],
                Ask.For(place, Ask.Floats("x", null, 3, 4)).All().Select(s => s.Arrays[0].Values()));
    }

    [Fact, Provokes("OB3007")]
    public void RefusesFortranOrderThatMemoryShouldNotHold()
    {
        var header = new ArrayHeader(OptiBuild.Onnx.ElementType.Float, [1 << 20, 65], 128) { IsFortran = true };

        Assert.Contains("in Fortran order it must be held in memory with its 272629760 bytes", Ask.Refusal("OB3007", () => new ArrayReader(Stream.Null, header, "a.npy").Dispose()));
    }

    [Theory, Provokes("OB3004")]
    [InlineData(-1)]
    [InlineData(1)]
    public void RefusesAFileOfAnotherLength(int more)
    {
        var array = Npy.Floats([2, 2], 1, 2, 3, 4);
        var place = folder.Write("a.npy", more < 0 ? array[..^1] : [.. array, 0]);

        Assert.Contains($"it has {144 + more} bytes, and its header promises 144", Ask.For(place, Pair).Refusal("OB3004"));
    }

    [Fact]
    public void HashesEveryFile()
    {
        folder.Write("x.npy", Npy.Floats([1, 2], 1, 2));
        folder.Write("labels.npy", Npy.Longs([1], 5));
        var before = Hash();

        folder.Write("labels.npy", Npy.Longs([1], 6));

        Assert.NotEqual(before, Hash());

        string Hash()
        {
            using var samples = Formats.Open(Ask.For(folder.Path, Pair));
            return samples.Hash();
        }
    }

    public void Dispose() => folder.Dispose();
}
