using System.Buffers.Binary;

namespace OptiBuild.Engine.Data.Images;

enum JpegMode { Sequential, Progressive }

/// <summary>Size and components of a JPEG image, and the scans they came in so far.</summary>
sealed class JpegFrame
{
    /// <summary>Blocks of 8 × 8 in a scan's unit. T.81, B.2.3.</summary>
    const int MostBlocks = 10;

    const int LastCoefficient = 63, LargestShift = 13;

    readonly string name;
    readonly JpegMode mode;
    readonly Component[] components;
    readonly HashSet<int> seen = [];

    sealed record Component(int Id, int Horizontal, int Vertical, int Quantization);

    JpegFrame(string name, JpegMode mode, Component[] components) => (this.name, this.mode, this.components) = (name, mode, components);

    /// <summary>Pixels.</summary>
    public long Area { get; private init; }

    public bool IsComplete => seen.Count == components.Length;

    public static JpegFrame Read(ReadOnlySpan<byte> content, JpegMode mode, string name)
    {
        if (content.Length < 6 || content.Length != 6 + 3 * content[5]) throw Broken(name);
        if (content[0] != 8) throw ImageDecoder.Undecodable(name, $"it has {content[0]} bits for each color");
        long height = BinaryPrimitives.ReadUInt16BigEndian(content[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(content[3..]);
        ImageDecoder.RequireSize(width, height, name);
        if (content[5] is not (1 or 3)) throw ImageDecoder.Undecodable(name, $"it has {content[5]} color components, and 1 or 3 are read");

        var components = new Component[content[5]];
        for (var i = 0; i < components.Length; i++)
        {
            var c = content[(6 + 3 * i)..];
            components[i] = new Component(c[0], c[1] >> 4, c[1] & 15, c[2]);
        }
        return AreSound(components) ? new JpegFrame(name, mode, components) { Area = height * width } : throw Broken(name);
    }

    static bool AreSound(Component[] components)
    {
        int widest = components.Max(c => c.Horizontal), highest = components.Max(c => c.Vertical);
        return components.DistinctBy(c => c.Id).Count() == components.Length
            && components.All(c => c.Horizontal is >= 1 and <= 4 && c.Vertical is >= 1 and <= 4 && c.Quantization <= 3)
            && components.All(c => widest % c.Horizontal == 0 && highest % c.Vertical == 0);
    }

    /// <returns>Whether the image ends with this scan: libjpeg takes no further one then.</returns>
    public bool AddScan(ReadOnlySpan<byte> content, JpegTables tables)
    {
        if (content.Length < 1 || content.Length != 4 + 2 * content[0] || content[0] < 1 || content[0] > components.Length) throw Broken(name);
        var count = content[0];
        var rest = content[(1 + 2 * count)..];
        var scan = new JpegScan(First: rest[0], Last: rest[1], High: rest[2] >> 4, Low: rest[2] & 15);
        if (!(mode == JpegMode.Progressive ? IsProgressive(scan, count) : scan is { First: 0, Last: LastCoefficient, High: 0, Low: 0 })) throw Broken(name);

        var blocks = 0;
        var last = -1;
        for (var i = 0; i < count; i++)
        {
            var id = content[1 + 2 * i];
            var index = Array.FindIndex(components, c => c.Id == id);
            if (index <= last || (!seen.Add(index) && mode == JpegMode.Sequential)) throw Broken(name);
            last = index;
            blocks += components[index].Horizontal * components[index].Vertical;
            tables.Require(components[index].Quantization, content[2 + 2 * i], Needs(scan));
        }
        if (count > 1 && blocks > MostBlocks) throw Broken(name);
        return mode == JpegMode.Sequential && count == components.Length;
    }

    static bool IsProgressive(JpegScan scan, int count) =>
        (scan.First == 0 ? scan.Last == 0 : count == 1 && scan.First <= scan.Last && scan.Last <= LastCoefficient)
        && (scan.High == 0 || scan.Low == scan.High - 1) && scan.Low <= LargestShift;

    /// <summary>Which code tables a scan is decoded with: first coefficients, others, both or (refining first ones) none.</summary>
    JpegCodes Needs(JpegScan scan) => mode == JpegMode.Sequential ? JpegCodes.First | JpegCodes.Others
        : scan.First > 0 ? JpegCodes.Others
        : scan.High == 0 ? JpegCodes.First : JpegCodes.None;

    static OptiBuildException Broken(string name) => ImageDecoder.Undecodable(name, "its description of the image is damaged");

    /// <param name="First">Spectral selection, from…</param>
    /// <param name="Last">…to.</param>
    /// <param name="High">Successive approximation, bit before…</param>
    /// <param name="Low">…and now.</param>
    readonly record struct JpegScan(int First, int Last, int High, int Low);
}
