using System.Numerics;
using System.Runtime.InteropServices;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Data;

/// <summary>Finds NaN and infinities: IEEE 754 numbers whose exponent bits are all ones.</summary>
static class FiniteNumbers
{
    /// <exception cref="OptiBuildException">OB3011.</exception>
    public static void Require(SampleArray array, string origin)
    {
        var at = Offender(array.Type, array.Data.Span);
        if (at < 0) return;
        var place = $"{InputFit.Text(Coordinates(at, array.Shape))} of input '{array.Input}'";
        throw new OptiBuildException(Diagnostics.NotFinite.With(origin, Name(array.Type, array.Data.Span, at), place));
    }

    static long Offender(ElementType type, ReadOnlySpan<byte> data) => type switch
    {
        ElementType.Float   => Find(MemoryMarshal.Cast<byte, uint>(data), 0x7F80_0000u),
        ElementType.Double  => Find(MemoryMarshal.Cast<byte, ulong>(data), 0x7FF0_0000_0000_0000ul),
        ElementType.Float16 => Find(MemoryMarshal.Cast<byte, ushort>(data), (ushort)0x7C00),
        _                   => -1,
    };

    static int Find<T>(ReadOnlySpan<T> bits, T exponent) where T : unmanaged, IBinaryInteger<T>
    {
        var start = 0;
        var mask = new Vector<T>(exponent);
        while (start + Vector<T>.Count <= bits.Length && !Vector.EqualsAny(new Vector<T>(bits[start..]) & mask, mask))
            start += Vector<T>.Count;
        for (var i = start; i < bits.Length; i++)
            if ((bits[i] & exponent) == exponent) return i;
        return -1;
    }

    static string Name(ElementType type, ReadOnlySpan<byte> data, long at)
    {
        var index = (int)at;
        var value = type switch
        {
            ElementType.Float  => MemoryMarshal.Cast<byte, float>(data)[index],
            ElementType.Double => MemoryMarshal.Cast<byte, double>(data)[index],
            _                  => (double)MemoryMarshal.Cast<byte, Half>(data)[index],
        };
        return double.IsNaN(value) ? "NaN" : value > 0 ? "infinity" : "minus infinity";
    }

    static IEnumerable<long> Coordinates(long at, IReadOnlyList<long> shape)
    {
        var coordinates = new long[shape.Count];
        for (var axis = shape.Count - 1; axis >= 0; at /= shape[axis], axis--) coordinates[axis] = at % shape[axis];
        return coordinates;
    }
}
