using System.IO.Compression;
using OptiBuild.Engine.Data;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data.Arrays;

public sealed class NpzFormatTests : IDisposable
{
    readonly TempFolder folder = new();

    static readonly ModelInput Pair = Ask.Floats("x", null, 2);

    string Write(params (string, byte[])[] arrays) => folder.Write("d.npz", Npy.Zip(arrays));

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void ReadsSamplesAndLabelsInOrder(CompressionLevel level)
    {
        var place = folder.Write("d.npz", Npy.Zip(level, ("x", Npy.Floats([3, 2], 1, 2, 3, 4, 5, 6)), ("labels", Npy.Longs([3], 7, 0, 9))));

        var samples = Ask.For(place, Pair).All();

        Assert.Equal([[1, 2], [3, 4], [5, 6]], samples.Select(s => s.Arrays[0].Values()));
        Assert.Equal([7L, 0L, 9L], samples.Select(s => s.Label!.Class));
        Assert.Equal("d.npz, sample 1", samples[1].Origin);
        Assert.Equal("x", samples[1].Arrays[0].Input);
    }

    /// <summary>NumPy writes entries so since they may become larger than 4 GB: sizes of 32 bits are all ones, those of 64 in an extra field.</summary>
    [Fact]
    public void ReadsEntriesWithSizesOf64Bits()
    {
        var place = folder.Write("d.npz", Npy.Zip64(("x", Npy.Floats([3, 2], 1, 2, 3, 4, 5, 6)), ("labels", Npy.Longs([3], 7, 0, 9))));

        var samples = Ask.For(place, Pair).All();

        Assert.Equal([[1, 2], [3, 4], [5, 6]], samples.Select(s => s.Arrays[0].Values()));
        Assert.Equal([7L, 0L, 9L], samples.Select(s => s.Label!.Class));
    }

    [Fact]
    public void ReadsTheSameAtEveryPassAndSideBySide()
    {
        using var samples = Formats.Open(Ask.For(Write(("x", Npy.Floats([3, 2], 1, 2, 3, 4, 5, 6))), Pair));

        var both = samples.Read(CancellationToken.None).Zip(samples.Read(CancellationToken.None)).ToArray();

        Assert.Equal(3, both.Length);
        Assert.All(both, p => Assert.Equal(p.First.Arrays[0].Values(), p.Second.Arrays[0].Values()));
    }

    [Fact]
    public void ReadsArraysLongerThanABlockSideBySide()
    {
        const int n = 40_000;
        var a = Enumerable.Range(0, n).Select(i => (float)i).ToArray();
        var b = Enumerable.Range(0, n).Select(i => (long)-i).ToArray();

        var samples = Ask.For(Write(("a", Npy.Floats([n], a)), ("b", Npy.Longs([n, 1], b))), Ask.Longs("b", null, 1), Ask.Floats("a", [null])).All();

        Assert.Equal(n, samples.Count);
        Assert.Equal(["b", "a"], samples[0].Arrays.Select(x => x.Input));
        Assert.Equal(-39_999, BitConverter.ToInt64(samples[^1].Arrays[0].Data.Span));
        Assert.Equal(a, samples.Select(s => s.Arrays[1].Values()[0]));
    }

    [Fact]
    public void TakesTheOnlyArrayForTheOnlyInputWhateverItsName()
    {
        var samples = Ask.For(Write(("arr_0", Npy.Floats([1, 2], 1, 2))), Pair).All();

        Assert.Equal("x", samples[0].Arrays[0].Input);
    }

    [Fact]
    public void TakesRealLabelsForNumbers()
    {
        using var samples = Formats.Open(Ask.For(Write(("x", Npy.Floats([2, 2], 1, 2, 3, 4)), ("labels", Npy.Floats([2, 1], 0.5f, 1))), Pair));

        Assert.Equal(LabelKind.Numbers, samples.Labels);
        Assert.Equal([0.5, 1.0], samples.Read(CancellationToken.None).Select(s => s.Label!.Numbers![0]));
    }

    [Fact]
    public void TakesIntegerLabelsWithASecondAxisForClassesPerPosition()
    {
        var samples = Ask.For(Write(("x", Npy.Floats([1, 2], 1, 2)), ("labels", Npy.Longs([1, 3], 4, 5, 6))), Pair).All();

        Assert.Equal([4, 5, 6], samples[0].Label!.Classes);
        Assert.Null(samples[0].Label!.Class);
    }

    [Fact]
    public void IgnoresLabelsForCalibration()
    {
        var request = Ask.For(Write(("x", Npy.Floats([1, 2], 1, 2)), ("labels", Npy.Longs([3], -1, -1, -1))), Pair).ForCalibration();

        using var samples = Formats.Open(request);

        Assert.Equal(LabelKind.None, samples.Labels);
        Assert.Null(samples.Read(CancellationToken.None).Single().Label);
    }

    [Fact]
    public void AcceptsAnySizeWhereTheModelsIsFree()
    {
        var samples = Ask.For(Write(("x", Npy.Floats([1, 2], 1, 2))), Ask.Floats("x", null, null)).All();

        Assert.Equal([2], samples[0].Arrays[0].Shape);
    }

    [Fact, Provokes("OB3008")]
    public void RefusesOtherNamesAndTellsBothSides()
    {
        var request = Ask.For(Write(("ids", Npy.Floats([1, 2], 1, 2)), ("mask", Npy.Floats([1, 2], 1, 2))), Ask.Floats("input_ids", null, 2), Ask.Floats("mask", null, 2));

        Assert.Equal("'d.npz' has the arrays 'ids', 'mask', and the model has the inputs 'input_ids', 'mask'. Give one array for each input, named like it.", request.Refusal("OB3008"));
    }

    [Fact, Provokes("OB3009")]
    public void RefusesAnotherShape()
    {
        var request = Ask.For(Write(("x", Npy.Floats([1, 3], 1, 2, 3))), Pair);

        Assert.Equal("A sample of d.npz, array 'x', has shape [3], and the model's input 'x' takes [2] for one sample ('?' is any size). Reshape the data.", request.Refusal("OB3009"));
    }

    [Fact, Provokes("OB3010")]
    public void RefusesAnotherType()
    {
        var request = Ask.For(Write(("x", Npy.Array<double>("<f8", [1, 2], [1, 2]))), Ask.Longs("x", null, 2));

        Assert.Equal("d.npz, array 'x', has elements of type double, and the model's input 'x' takes int64. Convert the data.", request.Refusal("OB3010"));
    }

    [Theory, Provokes("OB3011")]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "infinity")]
    [InlineData(float.NegativeInfinity, "minus infinity")]
    public void RefusesWhatIsNoFiniteNumber(float value, string name)
    {
        var request = Ask.For(Write(("x", Npy.Floats([2, 2], 1, 2, 3, value))), Pair);

        Assert.Equal($"d.npz, sample 1 has {name} at [1] of input 'x'. Remove the sample, or fill in a number.", request.Refusal("OB3011"));
    }

    [Fact, Provokes("OB3012")]
    public void RefusesArraysOfDifferentLength()
    {
        var request = Ask.For(Write(("a", Npy.Floats([2], 1, 2)), ("b", Npy.Floats([3], 1, 2, 3))), Ask.Floats("a", [null]), Ask.Floats("b", [null]));

        Assert.Contains("'a' has 2 and 'b' has 3", request.Refusal("OB3012"));
    }

    [Fact, Provokes("OB3013")]
    public void RefusesAnotherNumberOfLabels()
    {
        var request = Ask.For(Write(("x", Npy.Floats([2, 2], 1, 2, 3, 4)), ("labels", Npy.Longs([3], 1, 2, 3))), Pair);

        Assert.StartsWith("'d.npz' has 3 labels for 2 samples.", request.Refusal("OB3013"));
    }

    [Fact, Provokes("OB3014")]
    public void RefusesNegativeClasses()
    {
        var request = Ask.For(Write(("x", Npy.Floats([2, 2], 1, 2, 3, 4)), ("labels", Npy.Longs([2], 1, -1))), Pair);

        Assert.StartsWith("d.npz, label 1 has label -1.", request.Refusal("OB3014"));
    }

    [Fact, Provokes("OB3005")]
    public void RefusesNoSamples()
    {
        Assert.Equal("'d.npz' holds no samples: the first axis of 'x' is 0 long. Give data with samples in it.", Ask.For(Write(("x", Npy.Floats([0, 2]))), Pair).Refusal("OB3005"));
    }

    [Theory, Provokes("OB3004")]
    [InlineData("PK\x03\x04 and nothing more")]
    [InlineData("")]
    public void RefusesWhatIsNoCompleteArchive(string text)
    {
        var place = folder.Write("d.npz", System.Text.Encoding.Latin1.GetBytes(text));

        Assert.Equal("'d.npz' is damaged: it is not a complete zip archive. Write it again.", Ask.For(place, Pair).Refusal("OB3004"));
    }

    [Fact, Provokes("OB3004")]
    public void RefusesArraysShorterThanTheirHeaderPromises()
    {
        var header = Npy.Header("<f4", "False", 1_000_000, 2);

        Assert.Contains("its header promises 8000128", Ask.For(Write(("x", Npy.Raw(header, new byte[64]))), Pair).Refusal("OB3004"));
    }

    [Fact, Provokes("OB3004")]
    public void RefusesDamagedCompressedData()
    {
        var values = new float[20_000];
        for (var i = 0; i < values.Length; i++) values[i] = MathF.Sin(i * 12.9898f) * 43758.547f;
        var bytes = Npy.Zip(("x", Npy.Floats([10_000, 2], values)));
        for (var i = 5_000; i < 5_400; i++) bytes[i] ^= 0x5A;

        Assert.Contains("d.npz, array 'x'", Ask.For(folder.Write("d.npz", bytes), Pair).Refusal("OB3004"));
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    public void HoldsNoMoreThanABlockInMemory(CompressionLevel level)
    {
        const int count = 20_000;
        var place = folder.Write("d.npz", Npy.Zip(level, ("x", Npy.Floats([count, 256], new float[count * 256]))));
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var samples = Formats.Open(Ask.For(place, Ask.Floats("x", null, 256)));
        using var reader = samples.Read(CancellationToken.None).GetEnumerator();

        Assert.True(reader.MoveNext());

        // 20 MB of samples; buffers of files, of the decompressor and of one block are 64 KB each.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void LetsGoOfSamplesThatWereRead()
    {
        using var samples = Formats.Open(Ask.For(Write(("x", Npy.Floats([2_000, 256], new float[2_000 * 256]))), Ask.Floats("x", null, 256)));
        using var reader = samples.Read(CancellationToken.None).GetEnumerator();

        var first = Next(reader);
        for (var i = 0; i < 1_000; i++) reader.MoveNext();
        GC.Collect();

        Assert.False(first.IsAlive);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    static WeakReference Next(IEnumerator<Sample> reader)
    {
        reader.MoveNext();
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(reader.Current.Arrays[0].Data, out var array);
        return new WeakReference(array.Array);
    }

    public void Dispose() => folder.Dispose();
}
