using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace OptiBuild.Onnx.Text;

/// <summary>Single elements of packed tensor data as text. Eight-bit floats and smaller are written as the integer that their bits make.</summary>
static class ElementText
{
    /// <summary>A complex element is two numbers.</summary>
    public static int NumbersPerElement(ElementType type) => type is ElementType.Complex64 or ElementType.Complex128 ? 2 : 1;

    public static string Print(ElementType type, ReadOnlySpan<byte> data, int index) => type switch
    {
        ElementType.Float or ElementType.Complex64   => FloatText.Single.Print(MemoryMarshal.Cast<byte, uint>(data)[index]),
        ElementType.Double or ElementType.Complex128 => FloatText.Double.Print(MemoryMarshal.Cast<byte, ulong>(data)[index]),
        ElementType.Float16                          => FloatText.Half.Print(MemoryMarshal.Cast<byte, ushort>(data)[index]),
        ElementType.BFloat16                         => FloatText.BFloat16.Print(MemoryMarshal.Cast<byte, ushort>(data)[index]),
        ElementType.UInt64                           => Text(MemoryMarshal.Cast<byte, ulong>(data)[index]),
        ElementType.Int64                            => Text(MemoryMarshal.Cast<byte, long>(data)[index]),
        ElementType.UInt32                           => Text(MemoryMarshal.Cast<byte, uint>(data)[index]),
        ElementType.Int32                            => Text(MemoryMarshal.Cast<byte, int>(data)[index]),
        ElementType.UInt16                           => Text(MemoryMarshal.Cast<byte, ushort>(data)[index]),
        ElementType.Int16                            => Text(MemoryMarshal.Cast<byte, short>(data)[index]),
        ElementType.Int8                             => Text((sbyte)data[index]),
        _ when type.Bits() == 8                      => Text(data[index]),
        _                                            => Text(Small(type, data, index)),
    };

    /// <returns>false when the text is no element of that type.</returns>
    public static bool Parse(ElementType type, string text, Span<byte> data, int index)
    {
        if (Format(type) is { } format) return Store(format.Parse(text), data, index, type.Bits() / NumbersPerElement(type));
        if (text is "true" or "false") text = text == "true" ? "1" : "0";
        var hex = text.StartsWith("0x", StringComparison.Ordinal);
        if (!BigInteger.TryParse(hex ? "0" + text[2..] : text, hex ? NumberStyles.AllowHexSpecifier : NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) return false;
        var bits = type.Bits();
        var (low, high) = Signed(type) ? (-(BigInteger.One << (bits - 1)), (BigInteger.One << (bits - 1)) - 1) : (0, (BigInteger.One << bits) - 1);
        if (value < low || value > high) return false;
        return Store((ulong)(value & ulong.MaxValue), data, index, bits);
    }

    static FloatText? Format(ElementType type) => type switch
    {
        ElementType.Float or ElementType.Complex64   => FloatText.Single,
        ElementType.Double or ElementType.Complex128 => FloatText.Double,
        ElementType.Float16                          => FloatText.Half,
        ElementType.BFloat16                         => FloatText.BFloat16,
        _                                            => null,
    };

    static bool Signed(ElementType type) => type is ElementType.Int64 or ElementType.Int32 or ElementType.Int16 or ElementType.Int8 or ElementType.Int4 or ElementType.Int2;

    static bool Store(ulong? value, Span<byte> data, int index, int bits)
    {
        if (value is not { } v) return false;
        switch (bits)
        {
            case 64: MemoryMarshal.Cast<byte, ulong>(data)[index] = v; break;
            case 32: MemoryMarshal.Cast<byte, uint>(data)[index] = (uint)v; break;
            case 16: MemoryMarshal.Cast<byte, ushort>(data)[index] = (ushort)v; break;
            case 8:  data[index] = (byte)v; break;
            default:
                var perByte = 8 / bits;
                data[index / perByte] |= (byte)((v & (1UL << bits) - 1) << index % perByte * bits);
                break;
        }
        return true;
    }

    /// <summary>Types of 2 and 4 bits, the first element in the lowest bits.</summary>
    static int Small(ElementType type, ReadOnlySpan<byte> data, int index)
    {
        var bits = type.Bits();
        var perByte = 8 / bits;
        var value = data[index / perByte] >> index % perByte * bits & (1 << bits) - 1;
        var sign = 1 << bits - 1;
        return Signed(type) ? (value ^ sign) - sign : value;
    }

    static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
