using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Benchmarks.Reading;

/// <summary>A data set that is made for being read.</summary>
/// <param name="Shape">Of a sample.</param>
/// <param name="Write">Into the file or folder of this name.</param>
sealed record GeneratedSet(string Name, string File, string Shape, Action<string> Write)
{
    const int Width = 784, Rows = 20_000, Pictures = 1_500, Side = 256, Sounds = 1_500, Rate = 16_000;

    static readonly string Row = Width.ToString(), Picture = $"1x{Side}x{Side}";

    public static IReadOnlyList<GeneratedSet> All { get; } =
    [
        new(".csv",                   "plain.csv",  Row, path => Table(path, "")),
        new(".csv, every cell quoted", "quoted.csv", Row, path => Table(path, "\"")),
        new(".npz, stored",           "stored.npz", Row, path => Zip(path, Rows, CompressionLevel.NoCompression)),
        new(".npz, stored, four times as large", "large.npz", Row, path => Zip(path, 4 * Rows, CompressionLevel.NoCompression)),
        new(".npz, deflated",         "packed.npz", Row, path => Zip(path, Rows, CompressionLevel.Optimal)),
        new(".npy",                   "array.npy",  Row, path => Array(path, Rows)),
        new("IDX, gzip",              "array-ubyte.gz", Row, Idx),
        new(".jsonl",                 "lines.jsonl", Row, Lines),
        new("image folder, PNG",      "images",     Picture, path => Images(path)),
        new("COCO, PNG",              "coco",       Picture, Coco),
        new(".wav folder",            "sounds",     $"{Rate}", Waves),
    ];

    static void Table(string path, string quote)
    {
        using var writer = new StreamWriter(path);
        foreach (var values in Samples(Rows)) writer.Write(string.Join(',', values.Select(v => $"{quote}{v:0.####}{quote}")) + "\n");
    }

    static void Lines(string path)
    {
        using var writer = new StreamWriter(path);
        foreach (var values in Samples(Rows)) writer.Write($"{{\"x\": [{string.Join(", ", values.Select(v => v.ToString("0.####")))}]}}\n");
    }

    static void Zip(string path, int rows, CompressionLevel level)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        using var stream = zip.CreateEntry("x.npy", level).Open();
        Array(stream, rows);
    }

    static void Array(string path, int rows)
    {
        using var stream = System.IO.File.Create(path);
        Array(stream, rows);
    }

    static void Array(Stream stream, int rows)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {Width}), }}".PadRight(117) + "\n";
        stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header)]);
        foreach (var values in Samples(rows)) stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    static void Idx(string path)
    {
        using var stream = new GZipStream(System.IO.File.Create(path), CompressionLevel.Optimal);
        stream.Write([0, 0, 8, 2, .. Big(Rows), .. Big(Width)]);
        foreach (var values in Samples(Rows)) stream.Write([.. values.Select(v => (byte)(v * 255))]);
    }

    static void Images(string folder)
    {
        Directory.CreateDirectory(folder);
        var random = new SplitMix64(1);
        for (var i = 0; i < Pictures; i++) System.IO.File.WriteAllBytes(Path.Combine(folder, $"{i:0000}.png"), Png(ref random));
    }

    static void Coco(string folder)
    {
        Images(Path.Combine(folder, "images"));
        var images = Enumerable.Range(0, Pictures).Select(i => $"{{\"id\": {i}, \"file_name\": \"{i:0000}.png\"}}");
        var boxes = Enumerable.Range(0, 5 * Pictures).Select(i => $"{{\"id\": {i}, \"image_id\": {i / 5}, \"category_id\": {i % 7}, \"bbox\": [{i % 100}, {i % 90}, 20, 30], \"area\": 600, \"iscrowd\": 0}}");
        var categories = Enumerable.Range(0, 7).Select(i => $"{{\"id\": {i}, \"name\": \"c{i}\"}}");
        System.IO.File.WriteAllText(Path.Combine(folder, "annotations.json"), $"{{\"images\": [{string.Join(',', images)}], \"annotations\": [{string.Join(',', boxes)}], \"categories\": [{string.Join(',', categories)}]}}");
    }

    static void Waves(string folder)
    {
        Directory.CreateDirectory(folder);
        var (random, data) = (new SplitMix64(2), new byte[2 * Rate]);
        for (var i = 0; i < Sounds; i++)
        {
            for (var at = 0; at < data.Length; at++) data[at] = (byte)random.Next(256);
            System.IO.File.WriteAllBytes(Path.Combine(folder, $"{i:0000}.wav"),
                [.. "RIFF"u8, .. BitConverter.GetBytes(36 + data.Length), .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, .. BitConverter.GetBytes(Rate), .. BitConverter.GetBytes(2 * Rate), 2, 0, 16, 0, .. "data"u8, .. BitConverter.GetBytes(data.Length), .. data]);
        }
    }

    /// <summary>Numbers of four digits, a half of them zero, as pixels often are.</summary>
    static IEnumerable<float[]> Samples(int count)
    {
        var (random, values) = (new SplitMix64(3), new float[Width]);
        for (var i = 0; i < count; i++)
        {
            for (var k = 0; k < Width; k++) values[k] = random.Next(2) == 0 ? 0 : random.Next(10_000) / 1e4f;
            yield return values;
        }
    }

    /// <summary>Slopes with a little noise. https://www.w3.org/TR/png-3/</summary>
    static byte[] Png(ref SplitMix64 random)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
            for (var y = 0; y < Side; y++)
            {
                zlib.WriteByte(0);
                for (var x = 0; x < Side; x++) zlib.WriteByte((byte)(x / 2 + y / 4 + random.Next(16)));
            }
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR"u8, [.. Big(Side), .. Big(Side), 8, 0, 0, 0, 0]), .. Chunk("IDAT"u8, data.ToArray()), .. Chunk("IEND"u8, [])];
    }

    static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        byte[] body = [.. type, .. content];
        return [.. Big(content.Length), .. body, .. Big((int)CheckSum(body))];
    }

    /// <summary>CRC-32 with the polynomial 0xEDB88320.</summary>
    static uint CheckSum(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var b in bytes)
        {
            sum ^= b;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 1) == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB88320;
        }
        return ~sum;
    }

    static byte[] Big(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
