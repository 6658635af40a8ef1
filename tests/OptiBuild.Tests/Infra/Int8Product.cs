namespace OptiBuild.Tests.Infra;

/// <summary>A product of integer matrices [rows, depth]·[depth, columns], by its definition.</summary>
sealed record Int8Product(int Rows, int Depth, int Columns)
{
    /// <summary>The activation that means 0.</summary>
    public byte Zero { get; init; }

    public int[] Run(ReadOnlySpan<byte> a, ReadOnlySpan<sbyte> b, Int8Dot dot)
    {
        var y = new int[Rows * Columns];
        var weights = new sbyte[Depth];
        for (var n = 0; n < Columns; n++)
        {
            for (var k = 0; k < Depth; k++) weights[k] = b[k * Columns + n];
            var shift = Zero * weights.Sum(q => q);
            for (var m = 0; m < Rows; m++) y[m * Columns + n] = dot(a.Slice(m * Depth, Depth), weights) - shift;
        }
        return y;
    }
}
