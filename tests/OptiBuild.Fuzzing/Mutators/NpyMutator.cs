using System.Globalization;
using System.Text;

namespace OptiBuild.Fuzzing.Mutators;

/// <summary>A .npy array with another header, of the right length, and often with as many bytes behind it as it promises.</summary>
static class NpyMutator
{
    const int MostData = 1 << 15;

    static readonly string[] Types = ["<f4", "<f8", "<f2", ">f4", "|u1", "|i1", "<i2", "<i4", "<i8", "<u2", "<u4", ">u8", "|b1", "|O", "<U4", "|S3", "f4", "", "<f16", "|V8"];

    public static byte[] Mutate(byte[] input, Draw draw)
    {
        if (draw.OneIn(3)) return draw.One(ByteMutators.All)(input, draw);
        var type = draw.One(Types);
        var shape = Enumerable.Range(0, draw.Below(5)).Select(_ => draw.OneIn(3) ? draw.Number() : draw.Below(9)).ToArray();
        var text = $"{{'descr': '{type}', 'fortran_order': {(draw.OneIn(2) ? "True" : "False")}, 'shape': ({string.Join(", ", shape.Select(s => s.ToString(CultureInfo.InvariantCulture)))},), }}\n";
        var header = Encoding.ASCII.GetBytes(text);
        var version = (byte)(1 + draw.Below(2));
        byte[] length = version == 1 ? [(byte)header.Length, (byte)(header.Length >> 8)] : [(byte)header.Length, (byte)(header.Length >> 8), 0, 0];
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. header, .. Data(type, shape, input, draw)];
    }

    static byte[] Data(string type, long[] shape, byte[] input, Draw draw)
    {
        var size = shape.Aggregate((Int128)(int.TryParse(type.TrimStart('<', '>', '|').AsSpan(type.Length > 2 ? 1 : 0), CultureInfo.InvariantCulture, out var bytes) ? bytes : 1), (a, b) => a > MostData ? a : a * b);
        if (draw.OneIn(5) || size < 0 || size > MostData) return input;
        return [.. Enumerable.Range(0, (int)size).Select(i => input.Length > 0 ? input[i % input.Length] : (byte)0)];
    }
}
