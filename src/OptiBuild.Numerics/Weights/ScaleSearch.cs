using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Weights;

/// <summary>The weights of one output channel, and what matters when they are rounded.</summary>
/// <param name="Importance">[weights] what a squared error of each costs, 0 or more.</param>
/// <param name="Pairs">Null where pairs need not be safe.</param>
sealed record Channel(float[] Weights, float[] Importance, PairProjection? Pairs)
{
    /// <inheritdoc cref="Rounding.ScaleDigits"/>
    public int ScaleDigits { get; init; } = CoarseFloat.Digits;

    /// <summary>The scale nearest to <paramref name="scale"/> that may be used.</summary>
    public float Allowed(double scale, float least)
    {
        var nearest = CoarseFloat.Nearest((float)Math.Max(scale, least), ScaleDigits);
        return nearest < least ? CoarseFloat.NotBelow(least, ScaleDigits) : nearest;
    }
}

/// <summary>The symmetric scale with the least squared error for one slice of weights.</summary>
/// <remarks>
///   w    [n] real weights        h    [n] importance        q(s) = clamp(round(w / s), −qmax, qmax), or the nearest with safe pairs
///   E(s) = Σ h (w − s·q)² = Σ h w² − 2s Σ h w q + s² Σ h q²
/// For fixed q the best scale is s* = Σ h w q / Σ h q², and rounding again with s* cannot be worse: alternating least squares.
/// It only finds the nearest minimum, so it starts from the best of a grid s = α · max|w| / qmax, α = 1, 0.98 … 0.2: of
/// 4096 Gaussian or Laplacian weights eight bits want α = 0.98, four about 0.67, two about 0.3. Where pairs must be safe, the smallest scale
/// at which all are safe when rounded to nearest is tried too, and the grid starts there. Cost: 41 passes over w, up to 91 with pairs, + at most 8.
/// </remarks>
static class ScaleSearch
{
    const double GridStep = 0.02;
    const int GridPoints = 41;
    const int Refinements = 8;
    const int Lanes = 8;

    /// <param name="leastScale">Lower bound for the scale.</param>
    public static Affine Find(Channel channel, int qmax, float leastScale)
    {
        var full = Affine.Symmetric(Largest(channel.Weights), qmax);
        channel.Pairs?.Load(channel.Weights, channel.Importance);
        var safe = channel.Pairs?.LeastSafeScale(full.Scale) ?? full.Scale;
        var best = Candidate.None(full).OrBetter(CoarseFloat.NotBelow(safe, channel.ScaleDigits), leastScale, channel);
        var pastFull = (int)Math.Ceiling((safe / full.Scale - 1) / GridStep);
        for (var point = -pastFull; point < GridPoints; point++)
            best = best.OrBetter((1 - point * GridStep) * full.Scale, leastScale, channel);
        for (var round = 0; round < Refinements; round++)
        {
            var refined = best.OrBetter(best.Refit, leastScale, channel);
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

    /// <summary>A scale with its error up to Σ h w², and the scale that least squares puts in its place.</summary>
    readonly record struct Candidate(Affine Affine, double Error, double Refit)
    {
        /// <summary>Worse than any scale.</summary>
        public static Candidate None(Affine affine) => new(affine with { Scale = 0 }, double.PositiveInfinity, 0);

        Candidate(Affine affine, (double WQ, double QQ) products) : this(affine, 0, affine.Scale)
        {
            double s = affine.Scale;
            if (products.QQ > 0) (Error, Refit) = (s * (s * products.QQ - 2 * products.WQ), products.WQ / products.QQ);
        }

        static (double WQ, double QQ) Moved((double WQ, double QQ) products, Channel channel, IReadOnlyList<MovedLevel> moves)
        {
            foreach (var (i, from, to) in moves)
            {
                double h = channel.Importance[i];
                products.WQ += h * channel.Weights[i] * (to - from);
                products.QQ += h * (to * to - from * from);
            }
            return products;
        }

        public Candidate OrBetter(double scale, float leastScale, Channel channel)
        {
            var rounded = channel.Allowed(scale, leastScale);
            if (!float.IsNormal(rounded) || rounded == Affine.Scale) return this;
            // What pair safety moves can only add to the error of rounding to nearest.
            var products = Products(Affine with { Scale = rounded }, channel.Weights, channel.Importance);
            var other = new Candidate(Affine with { Scale = rounded }, products);
            if (other.Error < Error && channel.Pairs is { } pairs)
                other = new Candidate(other.Affine, Moved(products, channel, pairs.Moves(other.Affine)));
            return other.Error < Error ? other : this;
        }
    }

    /// <summary>Σ h w q and Σ h q² in double; eight partial sums as in <see cref="Dot"/>.</summary>
    internal static (double WQ, double QQ) Products(Affine affine, ReadOnlySpan<float> w, ReadOnlySpan<float> h)
    {
        Span<double> wq = stackalloc double[Lanes];
        Span<double> qq = stackalloc double[Lanes];
        for (var i = Vectors(affine, w, h, new(wq, qq)); i < w.Length; i++)
        {
            var q = affine.Quantize(w[i]);
            wq[i % Lanes] += (double)w[i] * q * h[i];
            qq[i % Lanes] += (double)q * q * h[i];
        }
        var (totalWQ, totalQQ) = (0.0, 0.0);
        for (var lane = 0; lane < Lanes; lane++) (totalWQ, totalQQ) = (totalWQ + wq[lane], totalQQ + qq[lane]);
        return (totalWQ, totalQQ);
    }

    /// <summary>Same result as the loop that follows its call.</summary>
    static int Vectors(Affine affine, ReadOnlySpan<float> w, ReadOnlySpan<float> h, Sums sums)
    {
        if (!Vector256.IsHardwareAccelerated) return 0;
        ref var start = ref MemoryMarshal.GetReference(w);
        ref var importance = ref MemoryMarshal.GetReference(h);
        var (wqLow, wqHigh, qqLow, qqHigh) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i <= w.Length - Lanes; i += Lanes)
        {
            var value = Vector256.LoadUnsafe(ref start, (nuint)i);
            var q = affine.Level(value);
            var (low, high) = (Vector256.WidenLower(q), Vector256.WidenUpper(q));
            var each = Vector256.LoadUnsafe(ref importance, (nuint)i);
            var (eachLow, eachHigh) = (Vector256.WidenLower(each), Vector256.WidenUpper(each));
            wqLow += Vector256.WidenLower(value) * low * eachLow;
            wqHigh += Vector256.WidenUpper(value) * high * eachHigh;
            qqLow += low * low * eachLow;
            qqHigh += high * high * eachHigh;
        }
        wqLow.CopyTo(sums.WQ);
        wqHigh.CopyTo(sums.WQ[4..]);
        qqLow.CopyTo(sums.QQ);
        qqHigh.CopyTo(sums.QQ[4..]);
        return i;
    }

    readonly ref struct Sums(Span<double> wq, Span<double> qq)
    {
        public readonly Span<double> WQ = wq, QQ = qq;
    }
}
