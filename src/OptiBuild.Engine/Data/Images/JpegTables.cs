namespace OptiBuild.Engine.Data.Images;

[Flags]
enum JpegCodes { None = 0, First = 1, Others = 2 }

/// <summary>Which tables a JPEG file has defined so far. T.81, B.2.4.</summary>
sealed class JpegTables(string name)
{
    const int Tables = 4, Lengths = 16, MostSymbols = 256, LargestFirstSymbol = 15;

    readonly bool[] quantization = new bool[Tables], first = new bool[Tables], others = new bool[Tables];

    public void AddQuantization(ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            int bytes = content[0] >> 4, table = content[0] & 15;
            var length = 1 + 64 * (bytes + 1);
            if (bytes > 1 || table >= Tables || content.Length < length) throw Broken();
            quantization[table] = true;
            content = content[length..];
        }
    }

    public void AddHuffman(ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            if (content.Length < 1 + Lengths) throw Broken();
            int kind = content[0] >> 4, table = content[0] & 15;
            var counts = content.Slice(1, Lengths);
            var symbols = Sum(counts);
            if (kind > 1 || table >= Tables || symbols is 0 or > MostSymbols || content.Length < 1 + Lengths + symbols || !Fit(counts)) throw Broken();
            if (kind == 0 && content.Slice(1 + Lengths, symbols).ContainsAnyExceptInRange((byte)0, (byte)LargestFirstSymbol)) throw Broken();
            (kind == 0 ? first : others)[table] = true;
            content = content[(1 + Lengths + symbols)..];
        }
    }

    /// <param name="selectors">Two code tables: for first coefficients above, for others below.</param>
    public void Require(int quantizationTable, byte selectors, JpegCodes needed)
    {
        int a = selectors >> 4, b = selectors & 15;
        if (!quantization[quantizationTable] || a >= Tables || b >= Tables
            || (needed.HasFlag(JpegCodes.First) && !first[a]) || (needed.HasFlag(JpegCodes.Others) && !others[b]))
            throw ImageDecoder.Undecodable(name, "it uses a table that it does not define");
    }

    /// <summary>Codes of each length fit behind the shorter ones, and none is all ones. T.81, C.2.</summary>
    static bool Fit(ReadOnlySpan<byte> counts)
    {
        var longest = counts.LastIndexOfAnyExcept((byte)0);
        var code = 0;
        for (var i = 0; i <= longest; i++, code <<= 1)
        {
            code += counts[i];
            if (code >= 1 << (i + 1)) return false;
        }
        return true;
    }

    static int Sum(ReadOnlySpan<byte> counts)
    {
        var sum = 0;
        foreach (var count in counts) sum += count;
        return sum;
    }

    OptiBuildException Broken() => ImageDecoder.Undecodable(name, "its tables are damaged");
}
