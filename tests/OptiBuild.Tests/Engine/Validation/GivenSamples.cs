using System.Runtime.InteropServices;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Validation;
using OptiBuild.Onnx;

namespace OptiBuild.Tests.Engine.Validation;

/// <summary>Samples whose only value is their own number, so that a "model" can be a function of it.</summary>
sealed class GivenSamples(params Label[] labels) : Samples
{
    public static IReadOnlyList<ModelInput> Inputs { get; } = [new("x", ElementType.Float, [null, 1])];

    public override int Count => labels.Length;
    public override LabelKind Labels => labels[0].Class is null ? LabelKind.Numbers : LabelKind.Classes;

    public override IEnumerable<Sample> Read(CancellationToken cancel) => labels.Select((label, i) =>
        new Sample([new("x", ElementType.Float, [1], MemoryMarshal.AsBytes(new[] { (float)i }.AsSpan()).ToArray())], label, $"given, sample {i}"));

    public override string Hash() => "";

    public static GivenSamples WithClasses(int count, Func<int, long> classOf) => new([.. Enumerable.Range(0, count).Select(i => new Label(classOf(i), null))]);

    public static GivenSamples WithNumbers(int count, Func<int, double> numberOf) => new([.. Enumerable.Range(0, count).Select(i => new Label(null, [numberOf(i)]))]);

    /// <summary>A model with one output "y".</summary>
    public static Ask Answering(Func<int, float[]> answer) => batch =>
        [.. batch.Samples.Select(s => (int)MemoryMarshal.Cast<byte, float>(s.Arrays[0].Data.Span)[0]).Select(answer)
            .Select(values => (IReadOnlyList<Output>)[new Output("y", [values.Length], values)])];
}
