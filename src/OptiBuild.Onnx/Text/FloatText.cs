using System.Globalization;

namespace OptiBuild.Onnx.Text;

/// <summary>One IEEE 754 format: its bits as text that gives the same bits back.</summary>
/// <remarks>Finite numbers in the fewest digits that do so; nan and -nan for the quiet NaN, 0x… for NaNs with other bits.</remarks>
sealed record FloatText(ulong Sign, ulong Infinity, ulong QuietNaN, Func<ulong, string> Digits, Func<string, ulong?> Parsed)
{
    public static readonly FloatText Single = new(0x8000_0000, 0x7F80_0000, 0x7FC0_0000, b => R(BitConverter.UInt32BitsToSingle((uint)b)), ParseSingle);
    public static readonly FloatText Double = new(1UL << 63, 0x7FFUL << 52, 0xFFFUL << 51 & ~(1UL << 63), b => R(BitConverter.UInt64BitsToDouble(b)), ParseDouble);
    public static readonly FloatText Half = new(0x8000, 0x7C00, 0x7E00, b => R(BitConverter.UInt16BitsToHalf((ushort)b)), ParseHalf);
    public static readonly FloatText BFloat16 = new(0x8000, 0x7F80, 0x7FC0, b => R(BitConverter.UInt32BitsToSingle((uint)b << 16)), ParseBFloat16);

    public string Print(ulong bits)
    {
        var (sign, size) = ((bits & Sign) == 0 ? "" : "-", bits & ~Sign);
        if (size == Infinity) return sign + "inf";
        if (size == QuietNaN) return sign + "nan";
        return size > Infinity ? $"0x{bits:X}" : Digits(bits);
    }

    /// <returns>null when the text is no number.</returns>
    public ulong? Parse(string text) => text switch
    {
        "inf" or "+inf" => Infinity,
        "-inf"          => Infinity | Sign,
        "nan"           => QuietNaN,
        "-nan"          => QuietNaN | Sign,
        _ when text.StartsWith("0x", StringComparison.Ordinal) =>
            ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits) && bits <= (Sign | (Sign - 1)) ? bits : null,
        _               => Parsed(text),
    };

    /// <summary>A decimal point or exponent tells floats from integers.</summary>
    static string R(IFormattable value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";
    }

    static ulong? ParseSingle(string text) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? BitConverter.SingleToUInt32Bits(v) : null;

    static ulong? ParseDouble(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? BitConverter.DoubleToUInt64Bits(v) : null;

    static ulong? ParseHalf(string text) => System.Half.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? BitConverter.HalfToUInt16Bits(v) : null;

    /// <summary>The upper half of a float, rounded half to even.</summary>
    static ulong? ParseBFloat16(string text) => ParseSingle(text) is { } bits ? (bits + 0x7FFF + (bits >> 16 & 1)) >> 16 : null;
}
