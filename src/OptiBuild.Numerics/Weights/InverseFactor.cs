using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Weights;

/// <summary>What the rounding error of a weight costs, and how the weights rounded later take it back.</summary>
/// <remarks>
///   H    [n, n] second moments of what the weights are multiplied with, made definite: H + damp · mean(diag H) · I, and mean(diag H)
///        on the diagonal where it is 0: nothing ever reaches such a weight, so it is rounded for itself
///   U    [n, n] upper, H⁻¹ = UᵀU up to a factor
/// Frantar et al., arXiv:2210.17323, step 3 of section 3. With J the matrix that reverses the order, JHJ = CᵀC and U = J(C⁻¹)ᵀJ: one Cholesky factor
/// and one triangular inverse, where H⁻¹ and its factor would take three times as long. Where H is not definite in spite
/// of damp = 0.01, ten times as much is tried, three times; then, as with values that are not finite, U = I: every weight for itself.
/// </remarks>
sealed class InverseFactor
{
    const double Damp = 0.01;
    const double MostDamp = 10;

    InverseFactor(int columns)
    {
        Columns = columns;
        Importance = new float[columns];
        u = new float[columns * columns];
    }

    readonly float[] u;

    public int Columns { get; }

    /// <summary>Of diag H before it was made definite; 1 where all of it is 0.</summary>
    public double Mean { get; private set; } = 1;

    /// <summary>[n] the diagonal of the definite H over its mean.</summary>
    public float[] Importance { get; }

    /// <summary>[n, n] U, zeros below the diagonal.</summary>
    public ReadOnlySpan<float> Upper => u;

    /// <summary>Every weight for itself.</summary>
    public static InverseFactor Identity(int columns)
    {
        var factor = new InverseFactor(columns);
        factor.Forget();
        return factor;
    }

    public static InverseFactor Of(GramBlock block)
    {
        var factor = new InverseFactor(block.Columns);
        var c = new double[block.Columns * block.Columns];
        for (var damp = Damp; damp <= MostDamp; damp *= 10)
        {
            factor.FillReversed(c, block, damp);
            if (!Cholesky.Factor(c, block.Columns)) continue;
            UpperInverse.Replace(c, block.Columns);
            factor.TakeReversed(c);
            return factor;
        }
        factor.Forget();
        return factor;
    }

    void FillReversed(Span<double> c, GramBlock block, double damp)
    {
        var (n, sum) = (Columns, 0.0);
        for (var i = 0; i < n; i++) sum += block.Matrix[i * n + i];
        var mean = Mean = sum > 0 ? sum / n : 1;
        for (var i = 0; i < n; i++)
        {
            var row = block.Matrix.AsSpan((n - 1 - i) * n, n);
            for (var j = i; j < n; j++) c[i * n + j] = row[n - 1 - j] / mean;
            c[i * n + i] = (c[i * n + i] > 0 ? c[i * n + i] : 1) + damp;
            Importance[n - 1 - i] = (float)c[i * n + i];
        }
    }

    void TakeReversed(ReadOnlySpan<double> inverse)
    {
        var n = Columns;
        for (var i = 0; i < n; i++)
            for (var j = i; j < n; j++) u[i * n + j] = (float)inverse[(n - 1 - j) * n + n - 1 - i];
    }

    void Forget()
    {
        Importance.AsSpan().Fill(1);
        for (var i = 0; i < Columns; i++) u[i * Columns + i] = 1;
    }
}
