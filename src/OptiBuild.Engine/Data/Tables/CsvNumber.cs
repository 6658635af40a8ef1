using System.Globalization;

namespace OptiBuild.Engine.Data.Tables;

/// <summary>Numbers in UTF-8, as double.Parse reads them, faster for those of at most 15 digits.</summary>
/// <remarks>
/// m·10^e with m &lt; 2⁵³ and |e| ≤ 22 is one multiplication or division of two exact doubles, hence rounded right.
/// W. D. Clinger, How to Read Floating Point Numbers Accurately, PLDI 1990.
/// </remarks>
static class CsvNumber
{
    const int MostDigits = 15;

    static readonly double[] Powers = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    public static bool TryParse(ReadOnlySpan<byte> text, out double value) =>
        TryPlain(text, out value) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    /// <summary>Sign, digits, point, digits: nothing else.</summary>
    static bool TryPlain(ReadOnlySpan<byte> text, out double value)
    {
        var i = text.Length > 0 && text[0] == '-' ? 1 : 0;
        var (mantissa, digits, point) = (0UL, 0, -1);
        for (var at = i; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit <= 9)
            {
                mantissa = mantissa * 10 + digit;
                digits++;
            }
            else if (text[at] == '.' && point < 0) point = digits;
            else digits = MostDigits + 1;
            if (digits > MostDigits) break;
        }
        value = 0;
        if (digits is 0 or > MostDigits) return false;
        value = point < 0 ? mantissa : mantissa / Powers[digits - point];
        if (i == 1) value = -value;
        return true;
    }
}
