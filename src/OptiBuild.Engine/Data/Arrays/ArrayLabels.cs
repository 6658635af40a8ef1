using System.Runtime.InteropServices;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Data.Arrays;

/// <summary>Labels in an array: [n] or [n,1] integers are classes, [n,positions] integers classes per position, real numbers are numbers.</summary>
static class ArrayLabels
{
    /// <param name="open">Opens the array anew.</param>
    /// <exception cref="OptiBuildException">OB3004, OB3006.</exception>
    public static LabelSource Of(Func<ArrayReader> open, string name, IReadOnlyList<string> files)
    {
        using var reader = open();
        return new LabelSource(Kind(reader.Header.Type), reader.Header.Count, files, () => Read(open, name));
    }

    static IEnumerable<Label?> Read(Func<ArrayReader> open, string name)
    {
        using var reader = open();
        var header = reader.Header;
        for (var i = 0; i < header.Count; i++)
        {
            var data = reader.Next();
            var origin = $"{name}, label {i}";
            yield return Kind(header.Type) == LabelKind.Classes ? Classes(Integers(header.Type, data.Span), origin) : Numbers(header.Type, data.Span, origin);
        }
    }

    static LabelKind Kind(ElementType type) => type is ElementType.Float or ElementType.Double or ElementType.Float16 ? LabelKind.Numbers : LabelKind.Classes;

    static Label Classes(long[] numbers, string origin)
    {
        foreach (var number in numbers) LabelRange.RequireNotNegative(number, origin);
        return numbers.Length == 1 ? new Label(numbers[0], null) : new Label(null, null) { Classes = numbers };
    }

    static Label Numbers(ElementType type, ReadOnlySpan<byte> data, string origin)
    {
        double[] numbers = type switch
        {
            ElementType.Float   => Convert<float, double>(data, v => v),
            ElementType.Float16 => Convert<Half, double>(data, v => (double)v),
            _                   => MemoryMarshal.Cast<byte, double>(data).ToArray(),
        };
        if (!numbers.All(double.IsFinite)) throw new OptiBuildException(Diagnostics.LabelInvalid.With(origin, "NaN or infinity"));
        return new Label(null, numbers);
    }

    static long[] Integers(ElementType type, ReadOnlySpan<byte> data) => type switch
    {
        ElementType.Int8   => Convert<sbyte, long>(data, v => v),
        ElementType.Int16  => Convert<short, long>(data, v => v),
        ElementType.Int32  => Convert<int, long>(data, v => v),
        ElementType.Int64  => Convert<long, long>(data, v => v),
        ElementType.UInt16 => Convert<ushort, long>(data, v => v),
        ElementType.UInt32 => Convert<uint, long>(data, v => v),
        ElementType.UInt64 => Convert<ulong, long>(data, v => (long)Math.Min(v, long.MaxValue)),
        _                  => Convert<byte, long>(data, v => v),
    };

    static TResult[] Convert<T, TResult>(ReadOnlySpan<byte> data, Func<T, TResult> of) where T : struct
    {
        var values = MemoryMarshal.Cast<byte, T>(data);
        var results = new TResult[values.Length];
        for (var i = 0; i < results.Length; i++) results[i] = of(values[i]);
        return results;
    }
}
