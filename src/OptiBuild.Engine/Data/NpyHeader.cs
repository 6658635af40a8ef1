using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Data;

/// <summary>What stands in front of a .npy array's elements. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html</summary>
/// <param name="Shape">First axis: the sample.</param>
/// <param name="Length">Bytes before the first element.</param>
sealed partial record NpyHeader(ElementType Type, IReadOnlyList<long> Shape, int Length)
{
    /// <summary>NumPy writes 128 bytes; the limit keeps a damaged length field from asking for gigabytes.</summary>
    const int LongestHeader = 1 << 16;

    /// <summary>A sample is one array in memory.</summary>
    const long LargestSample = 1 << 30;

    public int Count => (int)Shape[0];
    public IReadOnlyList<long> SampleShape { get; } = [.. Shape.Skip(1)];
    public int SampleBytes { get; } = (int)Type.Bytes(Shape.Skip(1).Aggregate(1L, (a, b) => a * b));
    public long TotalBytes => Length + (long)Count * SampleBytes;

    /// <exception cref="OptiBuildException">OB3004, OB3006, OB3007.</exception>
    public static NpyHeader Read(Stream stream, string name)
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

    static NpyHeader Parse(string text, int length, string name)
    {
        var order = Order().Match(text);
        var shape = ShapeOf().Match(text);
        if (!order.Success || !shape.Success || !text.Contains("descr", StringComparison.Ordinal)) throw Damaged(name, "its header does not name descr, fortran_order and shape");
        var type = NpyTypes.Of(Descr().Match(text) is { Success: true } d ? d.Groups[1].Value : "", name);
        var sizes = Sizes(shape.Groups[1].Value, type, name);
        if (order.Groups[1].Value == "True" && sizes.Length > 1)
            throw new OptiBuildException(Diagnostics.ArrayForm.With(name, "an array in Fortran order", "it with numpy.ascontiguousarray"));
        return new NpyHeader(type, sizes, length);
    }

    static long[] Sizes(string text, ElementType type, string name)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
            throw new OptiBuildException(Diagnostics.ArrayForm.With(name, "a single value", "an array whose first axis is the sample"));
        var sizes = new long[parts.Length];
        var bits = (Int128)type.Bits();
        for (var i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i].TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out sizes[i])) throw Damaged(name, $"its shape is ({text})");
            if (i > 0) bits = Bounded(bits * sizes[i]);
        }
        if (sizes[0] > int.MaxValue) throw Large($"it has {sizes[0]} samples", $"{int.MaxValue}");
        return sizes;

        Int128 Bounded(Int128 value) => value / 8 <= LargestSample ? value : throw Large($"a sample of shape ({text}) takes more than that", $"{LargestSample} bytes a sample");
        OptiBuildException Large(string found, string limit) => new(Diagnostics.TooLarge.With(name, found, limit));
    }

    static OptiBuildException Damaged(string name, string what) => new(Diagnostics.DataDamaged.With(name, what));

    [GeneratedRegex(@"['""]descr['""]\s*:\s*['""]([^'""]*)['""]")]
    private static partial Regex Descr();

    [GeneratedRegex(@"['""]fortran_order['""]\s*:\s*(True|False)")]
    private static partial Regex Order();

    [GeneratedRegex(@"['""]shape['""]\s*:\s*\(([^)]*)\)")]
    private static partial Regex ShapeOf();
}
