namespace OptiBuild.Engine.Calibration;

/// <summary>How much moments are made of.</summary>
/// <param name="ConvolutionSamples">Samples looked at: an image gives a convolution many rows.</param>
/// <param name="ProductSamples">The same for products, to which a sample may give a single row.</param>
/// <param name="LeastRows">Rows a layer contributes in all.</param>
/// <param name="RowsPerColumn">Moments of K columns need several times K rows.</param>
/// <param name="Block">Columns between which moments are kept. What works with them takes several times their memory.</param>
/// <param name="Bytes">Of moments held at once.</param>
sealed record MomentSize(int ConvolutionSamples, int ProductSamples, int LeastRows, int RowsPerColumn, int Block, long Bytes)
{
    public static readonly MomentSize Rounding = new(ConvolutionSamples: 64, ProductSamples: 512, LeastRows: 512, RowsPerColumn: 12, Block: 1200, Bytes: 64 << 20);

    public static readonly MomentSize Pruning = new(ConvolutionSamples: 256, ProductSamples: 512, LeastRows: 4096, RowsPerColumn: 12, Block: 1536, Bytes: 96 << 20);

    public int Rows(int columns) => Math.Max(LeastRows, RowsPerColumn * columns);
}
