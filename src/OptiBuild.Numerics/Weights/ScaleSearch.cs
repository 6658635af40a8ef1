using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Weights;

/// <summary>The symmetric scale with the least squared error for one slice of weights.</summary>
/// <remarks>
///   w    [n] real weights        q(s) = clamp(round(w / s), −qmax, qmax)
///   E(s) = ‖w − s·q‖² = ‖w‖² − 2s⟨w,q⟩ + s²⟨q,q⟩
/// For fixed q the best scale is s* = ⟨w,q⟩ / ⟨q,q⟩, and rounding again with s* cannot be worse: alternating least squares.
/// It only finds the nearest minimum, so it starts from the best of a grid s = α · max|w| / qmax, α = 1, 0.98 … 0.2: of
/// 4096 Gaussian or Laplacian weights eight bits want α = 0.98, four about 0.67, two about 0.3. Cost: 41 + at most 8 passes over w.
/// </remarks>
static class ScaleSearch
{
    const double GridStep = 0.02;
    const int GridPoints = 41;
    const int Refinements = 8;
    const int Lanes = 8;

    /// <param name="leastScale">Lower bound for the scale.</param>
    public static Affine Find(ReadOnlySpan<float> w, int qmax, float leastScale)
    {
        var full = Affine.Symmetric(Largest(w), qmax);
        var best = new Candidate(full with { Scale = Math.Max(full.Scale, leastScale) }, w);
        for (var point = 1; point < GridPoints; point++)
            best = best.OrBetter((1 - point * GridStep) * full.Scale, leastScale, w);
        for (var round = 0; round < Refinements; round++)
        {
            var refined = best.OrBetter(best.Refit, leastScale, w);
            if (refined == best) break;
            best = refined;
        }
        return best.Affine;
    }

    static float Largest(ReadOnlySpan<float> w)
    {
        var extent = Ranges.Extent.Of(w);
        Shape.Require(extent.NotFinite == 0);
        return Math.Max(-extent.Min, extent.Max);
    }

    /// <summary>A scale with its error up to ‖w‖², and the scale that least squares puts in its place.</summary>
    readonly record struct Candidate(Affine Affine, double Error, double Refit)
    {
        public Candidate(Affine affine, ReadOnlySpan<float> w) : this(affine, 0, affine.Scale)
        {
            var (wq, qq) = Products(affine, w);
            if (qq == 0) return;
            double s = affine.Scale;
            (Error, Refit) = (s * (s * qq - 2 * wq), wq / qq);
        }

        public Candidate OrBetter(double scale, float leastScale, ReadOnlySpan<float> w)
        {
            var rounded = (float)Math.Max(scale, leastScale);
            if (!float.IsNormal(rounded) || rounded == Affine.Scale) return this;
            var other = new Candidate(Affine with { Scale = rounded }, w);
            return other.Error < Error ? other : this;
        }
    }

    /// <summary>⟨w,q⟩ and ⟨q,q⟩ in double; eight partial sums as in <see cref="Dot"/>.</summary>
    internal static (double WQ, double QQ) Products(Affine affine, ReadOnlySpan<float> w)
    {
        Span<double> wq = stackalloc double[Lanes];
        Span<double> qq = stackalloc double[Lanes];
        for (var i = Vectors(affine, w, wq, qq); i < w.Length; i++)
        {
            var q = affine.Quantize(w[i]);
            wq[i % Lanes] += (double)w[i] * q;
            qq[i % Lanes] += (double)q * q;
        }
        var (totalWQ, totalQQ) = (0.0, 0.0);
        for (var lane = 0; lane < Lanes; lane++) (totalWQ, totalQQ) = (totalWQ + wq[lane], totalQQ + qq[lane]);
        return (totalWQ, totalQQ);
    }

    /// <summary>Same result as the loop that follows its call.</summary>
    static int Vectors(Affine affine, ReadOnlySpan<float> w, Span<double> wq, Span<double> qq)
    {
        if (!Vector256.IsHardwareAccelerated) return 0;
        ref var start = ref MemoryMarshal.GetReference(w);
        var (wqLow, wqHigh, qqLow, qqHigh) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i <= w.Length - Lanes; i += Lanes)
        {
            var value = Vector256.LoadUnsafe(ref start, (nuint)i);
            var q = affine.Level(value);
            var (low, high) = (Vector256.WidenLower(q), Vector256.WidenUpper(q));
            wqLow += Vector256.WidenLower(value) * low;
            wqHigh += Vector256.WidenUpper(value) * high;
            qqLow += low * low;
            qqHigh += high * high;
        }
        wqLow.CopyTo(wq);
        wqHigh.CopyTo(wq[4..]);
        qqLow.CopyTo(qq);
        qqHigh.CopyTo(qq[4..]);
        return i;
    }
}
