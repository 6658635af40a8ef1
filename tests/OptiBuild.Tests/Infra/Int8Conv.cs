namespace OptiBuild.Tests.Infra;

/// <summary>A convolution of integers over one image [channels, height, width], by its definition.</summary>
/// <param name="Kernel">Taps along each side.</param>
sealed record Int8Conv(int Channels, int Size, int Outputs, int Kernel)
{
    public int Group { get; init; } = 1;
    public int Stride { get; init; } = 1;
    public int Dilation { get; init; } = 1;
    public int Pad { get; init; }

    /// <summary>The activation that means 0, which padding is made of.</summary>
    public byte Zero { get; init; }

    public int Each => Channels / Group;

    public int OutputSize => (Size + 2 * Pad - Dilation * (Kernel - 1) - 1) / Stride + 1;

    /// <summary>Σ (x − zero)·w for each output, row and column. The kernel forms Σ x·w and takes zero·Σ w off; one channel and output per group it multiplies in 32 bits.</summary>
    /// <param name="w">[outputs, channels / group, kernel, kernel].</param>
    public int[] Run(ReadOnlySpan<byte> x, ReadOnlySpan<sbyte> w, Int8Dot dot)
    {
        if (Each == 1 && Outputs == Group) dot = Int8Dots.Exact;
        var y = new int[Outputs * OutputSize * OutputSize];
        var patch = new byte[Each * Kernel * Kernel];
        for (var o = 0; o < Outputs; o++)
        {
            var weights = ChannelsLast(w.Slice(o * patch.Length, patch.Length));
            var shift = Zero * weights.Sum(q => q);
            for (var row = 0; row < OutputSize; row++)
            for (var column = 0; column < OutputSize; column++)
            {
                Gather(x, o / (Outputs / Group), (row, column), patch);
                y[(o * OutputSize + row) * OutputSize + column] = dot(patch, weights) - shift;
            }
        }
        return y;
    }

    sbyte[] ChannelsLast(ReadOnlySpan<sbyte> w)
    {
        var ordered = new sbyte[w.Length];
        var taps = Kernel * Kernel;
        for (var c = 0; c < Each; c++)
        for (var t = 0; t < taps; t++)
            ordered[t * Each + c] = w[c * taps + t];
        return ordered;
    }

    void Gather(ReadOnlySpan<byte> x, int group, (int Row, int Column) at, byte[] patch)
    {
        var next = 0;
        for (var kr = 0; kr < Kernel; kr++)
        for (var kc = 0; kc < Kernel; kc++)
        for (var c = 0; c < Each; c++)
        {
            var (row, column) = (at.Row * Stride + kr * Dilation - Pad, at.Column * Stride + kc * Dilation - Pad);
            var inside = row >= 0 && row < Size && column >= 0 && column < Size;
            patch[next++] = inside ? x[((group * Each + c) * Size + row) * Size + column] : Zero;
        }
    }
}
