using System.Runtime.InteropServices;
using OptiBuild.Engine.Data;
using OptiBuild.Onnx;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data;

public sealed class BatchesTests
{
    /// <summary>Sample i is an array of the given size filled with i.</summary>
    sealed class Numbered(params long[] sizes) : Samples
    {
        public override int Count => sizes.Length;
        public override LabelKind Labels => LabelKind.None;
        public override string Hash() => "";

        public override IEnumerable<Sample> Read(CancellationToken cancel) => sizes.Select((size, i) =>
            new Sample([new SampleArray("x", ElementType.Float, [size], MemoryMarshal.AsBytes(Enumerable.Repeat((float)i, (int)size).ToArray().AsSpan()).ToArray())], null, $"{i}"));
    }

    static List<(int Count, long[] Shape, float[] Values)> Of(Samples samples, int size, params long?[] shape) =>
        [.. Batches.Of(samples, [Ask.Floats("x", shape)], size, CancellationToken.None).Select(b => (b.Count, b.Arrays[0].Shape.ToArray(), b.Arrays[0].Values()))];

    [Fact]
    public void AreOfTheWantedSizeAndTheLastOneShorter()
    {
        var batches = Of(new Numbered(2, 2, 2), 2, null, 2);

        Assert.Equal([2, 1], batches.Select(b => b.Count));
        Assert.Equal([[2, 2], [1, 2]], batches.Select(b => b.Shape));
        Assert.Equal([[0, 0, 1, 1], [2, 2]], batches.Select(b => b.Values));
    }

    [Fact]
    public void AreFilledUpToAFixedSizeWithTheLastSample()
    {
        var batches = Of(new Numbered(1, 1, 1, 1), 64, 3, 1);

        Assert.Equal([3, 1], batches.Select(b => b.Count));
        Assert.Equal([[3, 1], [3, 1]], batches.Select(b => b.Shape));
        Assert.Equal([[0, 1, 2], [3, 3, 3]], batches.Select(b => b.Values));
    }

    [Fact]
    public void AreSingleSamplesWhereTheModelHasNoBatchAxis()
    {
        var batches = Of(new Numbered(2, 2), 64, 2);

        Assert.Equal([1, 1], batches.Select(b => b.Count));
        Assert.All(batches, b => Assert.Equal([2], b.Shape));
    }

    [Fact]
    public void EndWhereTheShapeChanges()
    {
        var batches = Of(new Numbered(2, 2, 3, 2), 64, null, null);

        Assert.Equal([[2, 2], [1, 3], [1, 2]], batches.Select(b => b.Shape));
        Assert.Equal([[0, 0, 1, 1], [2, 2, 2], [3, 3]], batches.Select(b => b.Values));
    }

    [Fact]
    public void HaveABatchAxisWhereTheModelSaysNothing()
    {
        Assert.Equal([2, 2], Of(new Numbered(2, 2), 2)[0].Shape);
    }

    [Fact]
    public void KeepTheirSamples()
    {
        var batches = Batches.Of(new Numbered(1, 1, 1), [Ask.Floats("x", null, 1)], 2, CancellationToken.None);

        Assert.Equal([["0", "1"], ["2"]], batches.Select(b => b.Samples.Select(s => s.Origin).ToArray()));
    }

    [Fact]
    public void UseTheSameMemoryAgain()
    {
        var memories = Batches.Of(new Numbered(1, 1, 1, 1), [Ask.Floats("x", null, 1)], 2, CancellationToken.None)
            .Select(b => MemoryMarshal.TryGetArray(b.Arrays[0].Data, out var segment) ? segment.Array : null).ToArray();

        Assert.Same(memories[0], memories[1]);
    }

    [Fact]
    public void ViewsTakeSamplesEvenlySpread()
    {
        var samples = new Numbered([.. Enumerable.Repeat(1L, 10)]);

        Assert.Equal(["0", "2", "5", "7"], samples.Take(4).Read(CancellationToken.None).Select(s => s.Origin));
        Assert.Equal(4, samples.Take(4).Count);
        Assert.Same(samples, samples.Take(10));
        Assert.Equal(["1", "3", "5", "7", "9"], samples.Only(i => i % 2 == 1).Read(CancellationToken.None).Select(s => s.Origin));
    }

    [Fact, Provokes("OB3028")]
    public void RefuseInputsOfDifferentFixedSizes()
    {
        var samples = new Numbered(1).Read(CancellationToken.None).Select(s => s with { Arrays = [s.Arrays[0], s.Arrays[0]] }).ToArray();
        ModelInput[] inputs = [Ask.Floats("a", 4, 1), Ask.Floats("b", 8, 1)];

        Assert.Equal("The model's inputs have different fixed batch sizes: 'a' [4,1], 'b' [8,1]. Export it with one free batch size.",
            Ask.Refusal("OB3028", () => Assert.Empty(Batches.Of(new InMemory(samples), inputs, 1, CancellationToken.None))));
    }

    sealed class InMemory(Sample[] samples) : Samples
    {
        public override int Count => samples.Length;
        public override LabelKind Labels => LabelKind.None;
        public override string Hash() => "";
        public override IEnumerable<Sample> Read(CancellationToken cancel) => samples;
    }
}
