using System.IO.Compression;

namespace OptiBuild.Fuzzing.Mutators;

/// <summary>Changes what is inside an archive or a stream, which is then packed as it was: check sums and lengths are right again.</summary>
static class PackedMutators
{
    /// <summary>More than any input is allowed to become would only take time.</summary>
    const int Most = 1 << 20;

    public static Mutator Gzip(Mutator inner) => (input, draw) =>
    {
        try
        {
            using var stream = new GZipStream(new MemoryStream(input), CompressionMode.Decompress);
            var content = inner(Start(stream), draw);
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, draw.OneIn(4) ? CompressionLevel.NoCompression : CompressionLevel.Optimal)) gzip.Write(content);
            return packed.ToArray();
        }
        catch (InvalidDataException)
        {
            return input;
        }
    };

    public static Mutator Zip(Mutator inner) => (input, draw) =>
    {
        try
        {
            var entries = Entries(input);
            if (entries.Count == 0) return input;
            var at = draw.Below(entries.Count);
            switch (draw.Below(8))
            {
                case 0: entries.RemoveAt(at); break;
                case 1: entries.Add(entries[at]); break;
                case 2: entries.AddRange(Entries(draw.Other())); break;
                case 3: entries[at] = (System.Text.Encoding.Latin1.GetString(draw.Token()), entries[at].Content); break;
                default: entries[at] = entries[at] with { Content = inner(entries[at].Content, draw) }; break;
            }
            return Packed(entries, draw);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or NotSupportedException or OverflowException)
        {
            return input;
        }
    };

    static List<(string Name, byte[] Content)> Entries(byte[] input)
    {
        using var archive = new ZipArchive(new MemoryStream(input));
        var entries = new List<(string, byte[])>();
        foreach (var entry in archive.Entries)
        {
            using var stream = entry.Open();
            entries.Add((entry.FullName, Start(stream)));
        }
        return entries;
    }

    static byte[] Packed(List<(string Name, byte[] Content)> entries, Draw draw)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
            foreach (var (name, content) in entries)
            {
                using var stream = archive.CreateEntry(name, draw.OneIn(4) ? CompressionLevel.NoCompression : CompressionLevel.Optimal).Open();
                stream.Write(content);
            }
        return packed.ToArray();
    }

    static byte[] Start(Stream stream)
    {
        var bytes = new byte[Most];
        return bytes[..stream.ReadAtLeast(bytes, Most, throwOnEndOfStream: false)];
    }
}
