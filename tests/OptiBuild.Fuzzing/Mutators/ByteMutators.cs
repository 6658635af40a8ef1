using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace OptiBuild.Fuzzing.Mutators;

/// <summary>Changes that know nothing of the form.</summary>
static class ByteMutators
{
    public static Mutator[] All { get; } = [FlipBit, SetByte, WriteNumber, WriteText, Delete, Repeat, Splice, InsertToken, InsertToken, OverwriteToken, Truncate, Swap];

    static byte[] FlipBit(byte[] input, Draw draw) => Changed(input, draw, (bytes, at) => bytes[at] ^= (byte)(1 << draw.Below(8)));

    static byte[] SetByte(byte[] input, Draw draw) => Changed(input, draw, (bytes, at) => bytes[at] = draw.OneIn(2) ? draw.Byte() : (byte)(bytes[at] + draw.Below(35) - 17));

    /// <summary>Of one to eight bytes, in either order.</summary>
    static byte[] WriteNumber(byte[] input, Draw draw)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        var size = 1 << draw.Below(4);
        if (draw.OneIn(2)) BinaryPrimitives.WriteInt64LittleEndian(number, draw.Number());
        else BinaryPrimitives.WriteInt64BigEndian(number, draw.Number() << (64 - 8 * size));
        var at = draw.Below(input.Length - size + 1);
        byte[] result = [.. input];
        if (input.Length >= size) number[..size].CopyTo(result.AsSpan(at));
        return result;
    }

    /// <summary>A number in digits, in place of one that is there.</summary>
    static byte[] WriteText(byte[] input, Draw draw)
    {
        var from = draw.Below(input.Length);
        while (from < input.Length && !char.IsAsciiDigit((char)input[from])) from++;
        var to = from;
        while (to < input.Length && char.IsAsciiDigit((char)input[to])) to++;
        return [.. input.AsSpan(0, from), .. Encoding.ASCII.GetBytes(draw.Number().ToString(CultureInfo.InvariantCulture)), .. input.AsSpan(to)];
    }

    static byte[] Delete(byte[] input, Draw draw)
    {
        var (from, to) = Range(input, draw);
        return [.. input.AsSpan(0, from), .. input.AsSpan(to)];
    }

    static byte[] Repeat(byte[] input, Draw draw)
    {
        var (from, to) = Range(input, draw);
        return [.. input.AsSpan(0, to), .. Enumerable.Repeat(input[from..to], draw.OneIn(8) ? draw.Below(200) : 1).SelectMany(b => b), .. input.AsSpan(to)];
    }

    static byte[] Splice(byte[] input, Draw draw)
    {
        var other = draw.Other();
        var (from, to) = Range(other, draw);
        return [.. input.AsSpan(0, draw.Below(input.Length + 1)), .. other.AsSpan(from, to - from), .. input.AsSpan(draw.Below(input.Length + 1))];
    }

    static byte[] InsertToken(byte[] input, Draw draw)
    {
        var at = draw.Below(input.Length + 1);
        return [.. input.AsSpan(0, at), .. draw.Token(), .. input.AsSpan(at)];
    }

    static byte[] OverwriteToken(byte[] input, Draw draw)
    {
        var (at, token) = (draw.Below(input.Length + 1), draw.Token());
        return [.. input.AsSpan(0, at), .. token, .. input.AsSpan(Math.Min(input.Length, at + token.Length))];
    }

    static byte[] Truncate(byte[] input, Draw draw) => input[..draw.Below(input.Length + 1)];

    static byte[] Swap(byte[] input, Draw draw)
    {
        var (from, to) = Range(input, draw);
        return [.. input.AsSpan(to), .. input.AsSpan(from, to - from), .. input.AsSpan(0, from)];
    }

    static byte[] Changed(byte[] input, Draw draw, Action<byte[], int> change)
    {
        byte[] result = [.. input];
        if (result.Length > 0) change(result, draw.Below(result.Length));
        return result;
    }

    /// <summary>Short ones more often than long ones.</summary>
    static (int From, int To) Range(byte[] input, Draw draw)
    {
        var from = draw.Below(input.Length);
        return (from, Math.Min(input.Length, from + 1 + draw.Below(1 << draw.Below(12))));
    }
}
