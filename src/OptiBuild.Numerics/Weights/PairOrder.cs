namespace OptiBuild.Numerics.Weights;

/// <summary>Two weights of one output channel whose products a kernel adds in 16 bits.</summary>
public readonly record struct WeightPair(int First, int Second);

/// <summary>Which weights of one output channel are added in pairs by 16-bit kernels: those with numbers 2j and 2j + 1 in the order the kernel reads them.</summary>
/// <remarks>
/// VPMADDUBSW multiplies bytes and adds neighbours with saturation: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.
/// ONNX Runtime's int8 convolution reads channels last whatever the layout of its input: its QLinearConv reorders the filter so. Its depthwise
/// convolution adds in 32 bits: <see cref="None"/>.
/// </remarks>
public sealed class PairOrder
{
    readonly int[] partners;

    PairOrder(int[] partners)
    {
        this.partners = partners;
        Pairs = [.. partners.Select((second, first) => new WeightPair(first, second)).Where(p => p.First < p.Second)];
    }

    /// <summary>No kernel adds pairs in 16 bits.</summary>
    public static PairOrder None { get; } = new([]);

    /// <summary>Weights per output channel; 0 for <see cref="None"/>.</summary>
    public int Columns => partners.Length;

    /// <summary>Every pair once, First below Second.</summary>
    public IReadOnlyList<WeightPair> Pairs { get; }

    /// <summary>A matrix product: along its inner dimension.</summary>
    public static PairOrder Along(int columns) => Convolution(columns, 1);

    /// <summary>The outputs of a matrix product one after another, where all have one scale and are rounded like one channel.</summary>
    public static PairOrder Along(int columns, int outputs)
    {
        var partners = Along(columns).partners;
        return new([.. Enumerable.Range(0, outputs).SelectMany(o => partners.Select(p => p < 0 ? p : o * columns + p))]);
    }

    /// <summary>A convolution: in the order of kernel positions, and of input channels within a position.</summary>
    /// <param name="channels">Input channels of one group.</param>
    /// <param name="kernel">Kernel positions.</param>
    public static PairOrder Convolution(int channels, int kernel)
    {
        var partners = new int[channels * kernel];
        for (var i = 0; i < partners.Length; i++) partners[Stored(i)] = (i ^ 1) < partners.Length ? Stored(i ^ 1) : -1;
        return new(partners);

        int Stored(int read) => read % channels * kernel + read / channels;
    }

    /// <returns>The other weight of the pair; −1 where there is none.</returns>
    public int PartnerOf(int column) => partners.Length == 0 ? -1 : partners[column];
}
