namespace OptiBuild.Numerics.Weights;

/// <summary>Two weights of one output channel whose products a kernel adds in 16 bits.</summary>
public readonly record struct WeightPair(int First, int Second);

/// <summary>Which weights of one output channel are added in pairs by 16-bit kernels: those with numbers 2j and 2j + 1 in the order the kernel reads them.</summary>
/// <remarks>
/// VPMADDUBSW multiplies bytes and adds neighbours with saturation: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.
/// A weight has at most two partners, one for each order in which a convolution's kernels may read.
/// </remarks>
public sealed class PairOrder
{
    readonly int[][] partners;

    PairOrder(int columns, params ReadOnlySpan<int[]> orders)
    {
        partners = new int[columns][];
        for (var i = 0; i < columns; i++)
        {
            var own = new List<int>();
            foreach (var neighbours in orders)
                if (neighbours[i] >= 0 && !own.Contains(neighbours[i])) own.Add(neighbours[i]);
            partners[i] = [.. own];
        }
        Pairs = [.. partners.SelectMany((own, i) => own.Where(j => i < j).Select(j => new WeightPair(i, j)))];
    }

    /// <summary>No kernel adds pairs in 16 bits.</summary>
    public static PairOrder None { get; } = new(0);

    /// <summary>Weights per output channel; 0 for <see cref="None"/>.</summary>
    public int Columns => partners.Length;

    /// <summary>Every pair once, First below Second.</summary>
    public IReadOnlyList<WeightPair> Pairs { get; }

    /// <summary>A matrix product: along its inner dimension.</summary>
    public static PairOrder Along(int columns) => new(columns, [Neighbours(columns)]);

    /// <summary>A convolution, whose kernels read either as the weight is stored (im2col) or with the channels last: both.</summary>
    /// <param name="channels">Input channels of one group.</param>
    /// <param name="kernel">Kernel positions.</param>
    public static PairOrder Convolution(int channels, int kernel)
    {
        var stored = Neighbours(channels * kernel);
        var channelsLast = new int[stored.Length];
        for (var c = 0; c < channels; c++)
            for (var k = 0; k < kernel; k++)
            {
                var neighbour = stored[k * channels + c];
                channelsLast[c * kernel + k] = neighbour < 0 ? -1 : neighbour % channels * kernel + neighbour / channels;
            }
        return new(stored.Length, stored, channelsLast);
    }

    /// <returns>−1 for the last of an odd number.</returns>
    static int[] Neighbours(int columns) => [.. Enumerable.Range(0, columns).Select(i => (i ^ 1) < columns ? i ^ 1 : -1)];

    /// <summary>The partners of one weight, two at most, none of them twice.</summary>
    public ReadOnlySpan<int> Of(int column) => partners.Length == 0 ? [] : partners[column];
}
