namespace OptiBuild.Engine.Data.Images;

/// <summary>Bilinear resizing, antialiased when an image shrinks.</summary>
/// <remarks>
/// Separable: rows first, then columns, each pass rounded to whole levels. Output pixel i of n weighs input pixel j of m by the triangle
///   w = max(0, 1 − |j + ½ − (i + ½)·m/n| / s),   s = max(1, m/n), weights normalized to sum 1
/// in fixed point with 22 fractional bits. Results equal those of Pillow's resize(size, BILINEAR); where that takes columns first,
/// its rounding in between may differ by one level. A pass whose size does not change is left out.
/// </remarks>
static class Resampling
{
    /// <summary>Eight bits for the level, two spare for sums that overshoot, the rest of 32 for the fraction.</summary>
    const int FractionBits = 32 - 8 - 2;

    public static Picture Resized(Picture picture, ImageSize size)
    {
        var p = picture;
        if (p.Width != size.Width) p = p with { Width = size.Width, Pixels = Pass(p.Pixels, new Lines(p.Height, p.Width, size.Width, p.Channels)) };
        if (p.Height != size.Height) p = p with { Height = size.Height, Pixels = Pass(p.Pixels, new Lines(1, p.Height, size.Height, p.Channels * p.Width)) };
        return p;
    }

    /// <param name="Outer">Independent lines.</param>
    /// <param name="Inner">Neighbours that are resized alike: [outer, from, inner] → [outer, to, inner].</param>
    readonly record struct Lines(int Outer, int From, int To, int Inner);

    static byte[] Pass(byte[] source, Lines lines)
    {
        var result = new byte[lines.Outer * lines.To * lines.Inner];
        var sums = new int[lines.Inner];
        for (var i = 0; i < lines.To; i++)
        {
            var (first, weights) = Weights(i, lines.From, lines.To);
            for (var outer = 0; outer < lines.Outer; outer++)
            {
                Array.Fill(sums, 1 << (FractionBits - 1));
                for (var k = 0; k < weights.Length; k++)
                    Accumulate(source.AsSpan((outer * lines.From + first + k) * lines.Inner, lines.Inner), weights[k], sums);
                var target = result.AsSpan((outer * lines.To + i) * lines.Inner, lines.Inner);
                for (var n = 0; n < sums.Length; n++) target[n] = (byte)Math.Clamp(sums[n] >> FractionBits, 0, 255);
            }
        }
        return result;
    }

    static void Accumulate(ReadOnlySpan<byte> levels, int weight, int[] sums)
    {
        for (var n = 0; n < sums.Length; n++) sums[n] += levels[n] * weight;
    }

    /// <summary>The inputs that output <paramref name="index"/> sees.</summary>
    static (int First, int[] Weights) Weights(int index, int from, int to)
    {
        var ratio = (double)from / to;
        var support = Math.Max(1.0, ratio);
        var center = (index + 0.5) * ratio;
        var first = Math.Max(0, (int)(center - support + 0.5));
        var end = Math.Min(from, (int)(center + support + 0.5));
        var inverse = 1.0 / support;
        var weights = new double[end - first];
        for (var k = 0; k < weights.Length; k++) weights[k] = Math.Max(0, 1 - Math.Abs((k + first - center + 0.5) * inverse));
        var sum = 0.0;
        foreach (var weight in weights) sum += weight;
        return (first, [.. weights.Select(w => (int)(0.5 + w * (1.0 / sum) * (1 << FractionBits)))]);
    }
}
