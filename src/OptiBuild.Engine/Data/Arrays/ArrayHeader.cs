using System.Globalization;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Data.Arrays;

/// <summary>What stands in front of an array's elements.</summary>
/// <param name="Shape">First axis: the sample.</param>
/// <param name="Length">Bytes before the first element.</param>
sealed record ArrayHeader(ElementType Type, IReadOnlyList<long> Shape, int Length)
{
    /// <summary>A sample is one array in memory.</summary>
    const long LargestSample = 1 << 30;

    /// <summary>The most significant byte of an element stands first.</summary>
    public bool IsBigEndian { get; init; }

    /// <summary>The first axis varies fastest: elements of one sample lie all over the file.</summary>
    public bool IsFortran { get; init; }

    public int Count => (int)Shape[0];
    public IReadOnlyList<long> SampleShape { get; } = [.. Shape.Skip(1)];
    public int SampleBytes { get; } = (int)Type.Bytes(Shape.Skip(1).Aggregate(1L, (a, b) => a * b));
    public long DataBytes => (long)Count * SampleBytes;
    public long TotalBytes => Length + DataBytes;

    /// <summary>Sizes that can be read, before anything is asked of memory.</summary>
    /// <exception cref="OptiBuildException">OB3005, OB3006, OB3007.</exception>
    public static void RequireSize(IReadOnlyList<long> shape, ElementType type, string name)
    {
        if (shape.Count == 0)
            throw new OptiBuildException(Diagnostics.ArrayForm.With(name, "a single value", "an array whose first axis is the sample"));
        if (shape[0] > int.MaxValue) throw Large(string.Create(CultureInfo.InvariantCulture, $"it has {shape[0]} samples"), int.MaxValue.ToString(CultureInfo.InvariantCulture));
        var bits = (Int128)type.Bits();
        foreach (var size in shape.Skip(1))
        {
            bits *= size;
            if (bits / 8 > LargestSample) throw Large($"a sample of shape {InputFit.Text(shape.Skip(1))} takes more than that", string.Create(CultureInfo.InvariantCulture, $"{LargestSample} bytes a sample"));
        }
        if (bits == 0) throw new OptiBuildException(Diagnostics.NoSamples.With(name, $"its shape is {InputFit.Text(shape)}"));

        OptiBuildException Large(string found, string limit) => new(Diagnostics.TooLarge.With(name, found, limit));
    }
}
