using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Data.Arrays;

/// <param name="Loses">What may change; null where every value stays as it is or is refused.</param>
sealed record ConversionRule(string Name, ImmutableArray<ElementType> From, ImmutableArray<ElementType> To, string? Loses);

/// <summary>Elements of an array to the type of a model's input.</summary>
static class Conversion
{
    static readonly ImmutableArray<ElementType> Reals = [ElementType.Float16, ElementType.Float, ElementType.Double];

    static readonly ImmutableArray<ElementType> Wholes =
        [ElementType.Int8, ElementType.Int16, ElementType.Int32, ElementType.Int64, ElementType.UInt8, ElementType.UInt16, ElementType.UInt32, ElementType.UInt64, ElementType.Bool];

    /// <summary>What is in no row is refused, real numbers for whole ones above all. Between different types whole numbers go up to 2⁵³.</summary>
    public static ImmutableArray<ConversionRule> Rules { get; } =
    [
        new("real to real",   Reals,  Reals,  "digits: the nearest number of the type; what becomes infinite is refused"),
        new("whole to real",  Wholes, Reals,  null),
        new("whole to whole", Wholes, Wholes, null),
    ];

    public static bool IsKnown(ElementType from, ElementType to) => from == to || RuleFor(from, to) is not null;

    /// <summary>The array in another type.</summary>
    /// <exception cref="OptiBuildException">OB3033: the type does not hold a value.</exception>
    public static SampleArray To(SampleArray array, ElementType type, string origin)
    {
        if (array.Type == type) return array;
        var size = type.Bits() / 8;
        var step = array.Type.Bits() / 8;
        var mayRound = RuleFor(array.Type, type)!.Loses is not null;
        var source = array.Data.Span;
        var data = new byte[source.Length / step * size];
        for (var (i, at) = (0, 0); i < source.Length; i += step, at += size)
        {
            var value = Value(source.Slice(i, step), array.Type);
            var element = data.AsSpan(at, size);
            if (!Elements.Write(value, type, element) || (!mayRound && Value(element, type) != value))
                throw new OptiBuildException(Diagnostics.ValueLost.With(origin, Text(value), array.Input, type.Name()));
        }
        return array with { Type = type, Data = data };
    }

    static ConversionRule? RuleFor(ElementType from, ElementType to) => Rules.FirstOrDefault(r => r.From.Contains(from) && r.To.Contains(to));

    static string Text(double value) => double.IsNaN(value) ? "a whole number beyond 2^53" : value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>NaN for whole numbers that a double does not hold.</summary>
    static double Value(ReadOnlySpan<byte> element, ElementType type) => type switch
    {
        ElementType.Float16 => (double)MemoryMarshal.Read<Half>(element),
        ElementType.Float   => MemoryMarshal.Read<float>(element),
        ElementType.Double  => MemoryMarshal.Read<double>(element),
        ElementType.Int8    => (sbyte)element[0],
        ElementType.UInt8   => element[0],
        ElementType.Bool    => element[0] == 0 ? 0 : 1,
        ElementType.Int16   => MemoryMarshal.Read<short>(element),
        ElementType.UInt16  => MemoryMarshal.Read<ushort>(element),
        ElementType.Int32   => MemoryMarshal.Read<int>(element),
        ElementType.UInt32  => MemoryMarshal.Read<uint>(element),
        ElementType.Int64   => MemoryMarshal.Read<long>(element) is var n && n is >= -(1L << 53) and <= 1L << 53 ? n : double.NaN,
        _                   => MemoryMarshal.Read<ulong>(element) is var n && n <= 1UL << 53 ? n : double.NaN,
    };
}
