using System.Globalization;
using OptiBuild.Engine.Data.Arrays;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Data;

/// <summary>Whether an array fits the model's input, the batch axis aside.</summary>
static class InputFit
{
    /// <summary>Models have a batch axis in front of the sample's, or, where the ranks are equal, none.</summary>
    public static bool HasBatchAxis(ModelInput input, int sampleRank) =>
        input.Shape.Count == sampleRank + 1 || (input.Shape.Count == 0 && sampleRank > 0);

    /// <exception cref="OptiBuildException">OB3009.</exception>
    public static void RequireShape(ModelInput input, IReadOnlyList<long> sample, string origin)
    {
        if (!Fits(input, sample))
            throw new OptiBuildException(Diagnostics.SampleShape.With(origin, Text(sample), input.Name, Text(OfSample(input))));
    }

    /// <exception cref="OptiBuildException">OB3010.</exception>
    public static void RequireType(ModelInput input, ElementType type, string origin)
    {
        if (!Conversion.IsKnown(type, input.Type))
            throw new OptiBuildException(Diagnostics.SampleType.With(origin, type.Name(), input.Name, input.Type.Name()));
    }

    /// <summary>The array in the input's type, all of it finite.</summary>
    /// <exception cref="OptiBuildException">OB3011, OB3033.</exception>
    public static SampleArray Fitted(ModelInput input, SampleArray array, string origin)
    {
        FiniteNumbers.Require(array, origin);
        return Conversion.To(array, input.Type, origin);
    }

    /// <summary>The input's shape without its first axis.</summary>
    public static IReadOnlyList<long?> OfSample(ModelInput input) => [.. input.Shape.Skip(1)];

    public static string Text(IEnumerable<long> shape) => Text(shape.Select(s => (long?)s));

    public static string Text(IEnumerable<long?> shape) =>
        "[" + string.Join(",", shape.Select(s => s?.ToString(CultureInfo.InvariantCulture) ?? "?")) + "]";

    static bool Fits(ModelInput input, IReadOnlyList<long> sample)
    {
        if (input.Shape.Count == 0) return true;
        var skipped = input.Shape.Count - sample.Count;
        if (skipped is not (0 or 1)) return false;
        return input.Shape.Skip(skipped).Zip(sample).All(p => p.First is null || p.First == p.Second);
    }
}
