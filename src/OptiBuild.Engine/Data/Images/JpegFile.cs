using System.Buffers.Binary;

namespace OptiBuild.Engine.Data.Images;

/// <summary>Copies a JPEG file, leaving out everything that has no influence on pixels and refusing what libjpeg would end the process over.</summary>
/// <remarks>
/// Damage inside compressed data is no matter: libjpeg fills in what is missing once it meets a marker, and the copy always ends in one.
/// Form: ITU-T T.81, annex B. https://www.w3.org/Graphics/JPEG/itu-t81.pdf
/// </remarks>
sealed class JpegFile
{
    const byte Mark = 0xFF, Start = 0xD8, End = 0xD9, Scan = 0xDA, Quantization = 0xDB, RestartInterval = 0xDD, Huffman = 0xC4, Comment = 0xFE;
    const byte Jfif = 0xE0, Adobe = 0xEE;

    /// <summary>Ordinary progressive files have ten; each costs a pass over the whole image, so the largest may have no more.</summary>
    const int MostScans = 100;
    const long MostPixels = 10L * ImageDecoder.LargestArea;

    readonly byte[] file;
    readonly string name;
    readonly MemoryStream copy;
    readonly JpegTables tables;
    JpegFrame? frame;
    int position = 2, scans;

    JpegFile(byte[] file, string name)
    {
        (this.file, this.name) = (file, name);
        (copy, tables) = (new MemoryStream(file.Length), new JpegTables(name));
    }

    public static bool Is(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[Mark, Start, Mark]);

    /// <exception cref="OptiBuildException">OB3007, OB3022.</exception>
    public static byte[] Checked(byte[] file, string name)
    {
        var jpeg = new JpegFile(file, name);
        jpeg.copy.Write([Mark, Start]);
        while (jpeg.Segment()) { }
        jpeg.copy.Write([Mark, End]);
        return jpeg.copy.ToArray();
    }

    /// <returns>Whether there is more.</returns>
    bool Segment()
    {
        var marker = Marker();
        if (marker == End) return IsComplete() ? false : throw ImageDecoder.Undecodable(name, "it ends before all its parts were seen");
        var start = position;
        var content = Content();
        switch (marker)
        {
            case 0xC0 or 0xC1 or 0xC2 when frame is null: frame = JpegFrame.Read(content, marker == 0xC2 ? JpegMode.Progressive : JpegMode.Sequential, name); break;
            case Huffman:         tables.AddHuffman(content); break;
            case Quantization:    tables.AddQuantization(content); break;
            case RestartInterval: if (content.Length != 2) throw Broken(marker); break;
            case Scan:            return CopyScan(start, content);
            case Jfif or Adobe:   break;
            case (>= 0xE1 and <= 0xEF) or Comment: return true;
            default: throw ImageDecoder.Undecodable(name, $"it uses a form of JPEG that is not read (marker 0x{marker:X2})");
        }
        Copy(marker, start);
        return true;
    }

    bool CopyScan(int start, ReadOnlySpan<byte> content)
    {
        if (frame is null || ++scans > MostScans || scans * frame.Area > MostPixels) throw Broken(Scan);
        var isWhole = frame.AddScan(content, tables);
        Copy(Scan, start);
        var data = position;
        SkipCompressed();
        copy.Write(file, data, position - data);
        return !isWhole;
    }

    /// <summary>To the next marker that is no restart marker; a zero behind the mark means that it is data.</summary>
    void SkipCompressed()
    {
        while (true)
        {
            var offset = file.AsSpan(position).IndexOf(Mark);
            if (offset < 0 || position + offset + 1 >= file.Length) throw ImageDecoder.Undecodable(name, "it is cut off");
            position += offset;
            var next = file[position + 1];
            if (next is not (0x00 or Mark or (>= 0xD0 and <= 0xD7))) return;
            position += next == Mark ? 1 : 2;
        }
    }

    byte Marker()
    {
        if (position >= file.Length) throw ImageDecoder.Undecodable(name, "it is cut off");
        if (file[position] != Mark) throw ImageDecoder.Undecodable(name, $"byte {position} is not the start of a marker");
        while (position < file.Length && file[position] == Mark) position++;
        return position < file.Length ? file[position++] : throw ImageDecoder.Undecodable(name, "it is cut off");
    }

    ReadOnlySpan<byte> Content()
    {
        var rest = file.AsSpan(position);
        var length = rest.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(rest) : ushort.MaxValue;
        if (length < 2 || length > rest.Length) throw ImageDecoder.Undecodable(name, "it is cut off");
        position += length;
        return rest[2..length];
    }

    void Copy(byte marker, int start)
    {
        copy.Write([Mark, marker]);
        copy.Write(file, start, position - start);
    }

    bool IsComplete() => frame is not null && frame.IsComplete;

    OptiBuildException Broken(byte marker) => ImageDecoder.Undecodable(name, $"its segment 0x{marker:X2} is damaged");
}
