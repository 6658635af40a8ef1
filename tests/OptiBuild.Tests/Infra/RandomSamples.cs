using System.Runtime.InteropServices;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Numerics.Statistics;
using OptiBuild.Onnx;

namespace OptiBuild.Tests.Infra;

/// <summary>Samples for the inputs of a model: reals in −1…2, integers in 0…7, the same for the same seed.</summary>
sealed class RandomSamples(IReadOnlyList<ModelInput> inputs, int count, ulong seed = 1) : Samples
{
    /// <summary>Axes that a model leaves open get this size; the first axis of an input is the batch's.</summary>
    const int OpenSize = 3;

    const int Integers = 8;

    public override int Count => count;
    public override LabelKind Labels => LabelKind.None;

    public static RandomSamples For(Model model, int count, ulong seed = 1)
    {
        using var runner = Runner.Open(model, new RunnerSettings(1, Optimization.None));
        return new(runner.Inputs, count, seed);
    }

    public override IEnumerable<Sample> Read(CancellationToken cancel)
    {
        var random = new SplitMix64(seed);
        for (var i = 0; i < count; i++)
            yield return new([.. inputs.Select(input => Array(input, ref random))], null, $"random, sample {i}");
    }

    public override string Hash() => $"{seed}";

    static SampleArray Array(ModelInput input, ref SplitMix64 random)
    {
        long[] shape = [.. input.Shape.Skip(1).Select(d => d ?? OpenSize)];
        var elements = (int)Tensor.CountOf(shape);
        return new(input.Name, input.Type, shape, input.Type == ElementType.Int64 ? Longs(elements, ref random) : Floats(elements, ref random));
    }

    static byte[] Floats(int count, ref SplitMix64 random)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = (float)(random.NextDouble() * 3 - 1);
        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }

    static byte[] Longs(int count, ref SplitMix64 random)
    {
        var values = new long[count];
        for (var i = 0; i < count; i++) values[i] = random.Next(Integers);
        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }
}
