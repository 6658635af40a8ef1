using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OptiBuild.Engine.Data.Arrays;

/// <summary>What stands in front of a .npy array's elements. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html</summary>
static partial class NpyHeader
{
    /// <summary>NumPy writes 128 bytes; the limit keeps a damaged length field from asking for gigabytes.</summary>
    const int LongestHeader = 1 << 16;

    /// <exception cref="OptiBuildException">OB3004, OB3005, OB3006, OB3007.</exception>
    public static ArrayHeader Read(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[12];
        if (stream.ReadAtLeast(start[..10], 10, throwOnEndOfStream: false) < 10 || start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8))
            throw Damaged(name, "it does not start as a .npy array does");
        if (start[6] is not (1 or 2 or 3)) throw Damaged(name, $"it has version {start[6]} of the .npy form, and versions 1 to 3 exist");

        var prefix = start[6] == 1 ? 10 : 12;
        if (prefix == 12 && stream.ReadAtLeast(start[10..], 2, throwOnEndOfStream: false) < 2) throw Damaged(name, "it ends inside the header");
        var length = prefix == 10 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > LongestHeader) throw Damaged(name, $"its header claims {length} bytes");

        var text = new byte[length];
        if (stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length) throw Damaged(name, "it ends inside the header");
        return Parse(Encoding.UTF8.GetString(text), prefix + (int)length, name);
    }

    static ArrayHeader Parse(string text, int length, string name)
    {
        var order = Order().Match(text);
        var shape = ShapeOf().Match(text);
        if (!order.Success || !shape.Success || !text.Contains("descr", StringComparison.Ordinal)) throw Damaged(name, "its header does not name descr, fortran_order and shape");
        var (type, isBigEndian) = NpyTypes.Of(Descr().Match(text) is { Success: true } d ? d.Groups[1].Value : "", name);
        var sizes = Sizes(shape.Groups[1].Value, name);
        ArrayHeader.RequireSize(sizes, type, name);
        return new ArrayHeader(type, sizes, length) { IsBigEndian = isBigEndian, IsFortran = order.Groups[1].Value == "True" && sizes.Length > 1 };
    }

    static long[] Sizes(string text, string name)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return [.. parts.Select(p => long.TryParse(p.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : throw Damaged(name, $"its shape is ({text})"))];
    }

    static OptiBuildException Damaged(string name, string what) => new(Diagnostics.DataDamaged.With(name, what));

    [GeneratedRegex(@"['""]descr['""]\s*:\s*['""]([^'""]*)['""]")]
    private static partial Regex Descr();

    [GeneratedRegex(@"['""]fortran_order['""]\s*:\s*(True|False)")]
    private static partial Regex Order();

    [GeneratedRegex(@"['""]shape['""]\s*:\s*\(([^)]*)\)")]
    private static partial Regex ShapeOf();
}
