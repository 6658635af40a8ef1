using System.Buffers.Binary;
using System.Runtime.InteropServices;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Data.Arrays;

/// <summary>The samples of an array, one after the other, read in blocks of some of them: little-endian, row-major.</summary>
sealed class ArrayReader : IDisposable
{
    /// <summary>What is promised in a compressed file is no more than a promise: memory is taken as bytes come.</summary>
    const int FirstBytes = 1 << 20;

    /// <summary>Below the size from which .NET keeps objects until a full collection.</summary>
    const int BlockBytes = 1 << 16;

    readonly Stream stream;
    readonly string name;
    readonly FortranOrder? fortran;
    byte[] block = [];
    int position, remaining;

    /// <param name="stream">At the first element; disposed with this.</param>
    /// <exception cref="OptiBuildException">OB3004, OB3007.</exception>
    public ArrayReader(Stream stream, ArrayHeader header, string name)
    {
        (this.stream, this.name, Header, remaining) = (stream, name, header, header.Count);
        if (!header.IsFortran) return;
        FortranOrder.RequireSize(header, name);
        if (header.Count > 0) fortran = new FortranOrder(header, Bytes((int)header.DataBytes));
    }

    public ArrayHeader Header { get; }

    /// <summary>What the stream is read from, disposed with it.</summary>
    public IDisposable? Owner { get; init; }

    /// <summary>The elements of the next sample; the memory is the caller's.</summary>
    /// <exception cref="OptiBuildException">OB3004.</exception>
    public ReadOnlyMemory<byte> Next()
    {
        if (fortran is not null) return fortran.Sample(Header.Count - remaining--);
        if (position == block.Length) Fill();
        position += Header.SampleBytes;
        return block.AsMemory(position - Header.SampleBytes, Header.SampleBytes);
    }

    void Fill()
    {
        var samples = Math.Min(remaining, Math.Max(1, BlockBytes / Header.SampleBytes));
        block = Bytes(samples * Header.SampleBytes);
        position = 0;
        remaining -= samples;
    }

    byte[] Bytes(int count)
    {
        try
        {
            var bytes = new byte[Math.Min(count, FirstBytes)];
            stream.ReadExactly(bytes);
            while (bytes.Length < count)
            {
                var done = bytes.Length;
                Array.Resize(ref bytes, (int)Math.Min(count, 2L * done));
                stream.ReadExactly(bytes.AsSpan(done));
            }
            if (Header.IsBigEndian) Reverse(bytes);
            return bytes;
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new OptiBuildException(Diagnostics.DataDamaged.With(name, $"it ends before the {Header.Count} samples that its header promises"), e);
        }
    }

    void Reverse(Span<byte> bytes)
    {
        switch (Header.Type.Bits())
        {
            case 16: Reverse(MemoryMarshal.Cast<byte, ushort>(bytes), BinaryPrimitives.ReverseEndianness); break;
            case 32: Reverse(MemoryMarshal.Cast<byte, uint>(bytes), BinaryPrimitives.ReverseEndianness); break;
            case 64: Reverse(MemoryMarshal.Cast<byte, ulong>(bytes), BinaryPrimitives.ReverseEndianness); break;
        }
    }

    delegate void Reversal<T>(ReadOnlySpan<T> source, Span<T> target);

    static void Reverse<T>(Span<T> elements, Reversal<T> reverse) => reverse(elements, elements);

    public void Dispose()
    {
        stream.Dispose();
        Owner?.Dispose();
    }
}
