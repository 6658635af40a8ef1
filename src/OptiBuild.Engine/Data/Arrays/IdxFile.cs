using System.Buffers.Binary;
using System.IO.Compression;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Data.Arrays;

/// <summary>MNIST's array files, also compressed by gzip: two zeros, a type, the number of axes, their sizes, the elements; all big-endian. http://yann.lecun.com/exdb/mnist</summary>
static class IdxFile
{
    const int MostAxes = 8;

    public static bool IsGzip(ReadOnlySpan<byte> start) => start is [0x1F, 0x8B, 8, ..];

    /// <summary>Starts as such an array does.</summary>
    public static bool Is(ReadOnlySpan<byte> start) => start is [0, 0, _, >= 1 and <= MostAxes, ..] && TypeOf(start[2]) is not null;

    /// <exception cref="OptiBuildException">OB3003, OB3004, OB3005, OB3007, OB3034.</exception>
    public static ArrayReader Read(string path)
    {
        var name = Places.Name(path);
        var isGzip = IsGzip(FileStart.Of(path));
        var file = Places.Open(path);
        Stream stream = isGzip ? new GZipStream(file, System.IO.Compression.CompressionMode.Decompress) : file;
        try
        {
            var header = Header(stream, name);
            if (isGzip) Expansion.Require(file.Length, header.TotalBytes, name);
            else if (file.Length != header.TotalBytes) throw Damaged(name, $"it has {file.Length} bytes, and its header promises {header.TotalBytes}");
            return new ArrayReader(stream, header, name);
        }
        catch (InvalidDataException e)
        {
            stream.Dispose();
            throw new OptiBuildException(Diagnostics.DataDamaged.With(name, "it cannot be decompressed"), e);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    static ArrayHeader Header(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[4 + 4 * MostAxes];
        if (stream.ReadAtLeast(start[..4], 4, throwOnEndOfStream: false) < 4 || !Is(start)) throw Damaged(name, "it does not start as an IDX array does");
        var sizes = start[4..(4 + 4 * start[3])];
        if (stream.ReadAtLeast(sizes, sizes.Length, throwOnEndOfStream: false) < sizes.Length) throw Damaged(name, "it ends inside the header");
        var shape = new long[start[3]];
        for (var i = 0; i < shape.Length; i++) shape[i] = BinaryPrimitives.ReadUInt32BigEndian(sizes[(4 * i)..]);
        var type = TypeOf(start[2])!.Value;
        ArrayHeader.RequireSize(shape, type, name);
        return new ArrayHeader(type, shape, 4 + sizes.Length) { IsBigEndian = true };
    }

    static ElementType? TypeOf(byte code) => code switch
    {
        0x08 => ElementType.UInt8,
        0x09 => ElementType.Int8,
        0x0B => ElementType.Int16,
        0x0C => ElementType.Int32,
        0x0D => ElementType.Float,
        0x0E => ElementType.Double,
        _    => null,
    };

    static OptiBuildException Damaged(string name, string what) => new(Diagnostics.DataDamaged.With(name, what));
}
