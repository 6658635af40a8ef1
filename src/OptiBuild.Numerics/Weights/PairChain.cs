namespace OptiBuild.Numerics.Weights;

/// <summary>Levels nearest to given magnitudes when each and the next must not exceed <see cref="PairSafety.Most"/> together.</summary>
/// <remarks>
///   minimize Σ h_t (x_t − v_t)²   over integers 0 ≤ v_t ≤ qmax with v_t + v_{t+1} ≤ 128
/// Exact, by dynamic programming: F_t(m) = min over v ≤ m of h_t (x_t − v)² + F_{t−1}(128 − v). Cost 128 steps an element.
/// A ring is a chain whose first level v is fixed and whose last is at most 128 − v. Every second variable negated, its constraints
/// are bounds of differences, so the least error for a given v is convex in v (Murota: Discrete Convex Analysis, L♮-convexity) and halving finds it.
/// </remarks>
sealed class PairChain(int qmax)
{
    readonly List<int[]> choices = [];
    double[] best = new double[PairSafety.Most + 1], before = new double[PairSafety.Most + 1];

    /// <param name="x">[n] magnitudes in levels, 0 or more.</param>
    /// <param name="h">[n] what a squared error costs, 0 or more.</param>
    /// <param name="v">[n] receives levels.</param>
    public void Open(ReadOnlySpan<double> x, ReadOnlySpan<double> h, Span<int> v)
    {
        Fill(x, h, (0, qmax));
        TraceBack(qmax, v);
    }

    /// <summary>The last and the first are neighbours too.</summary>
    /// <inheritdoc cref="Open"/>
    public void Ring(ReadOnlySpan<double> x, ReadOnlySpan<double> h, Span<int> v)
    {
        var (low, high) = (0, qmax);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Error(x, h, middle) <= Error(x, h, middle + 1)) high = middle;
            else low = middle + 1;
        }
        Error(x, h, low);
        TraceBack(PairSafety.Most - low, v);
    }

    double Error(ReadOnlySpan<double> x, ReadOnlySpan<double> h, int first)
    {
        Fill(x, h, (first, first));
        return best[PairSafety.Most - first];
    }

    void Fill(ReadOnlySpan<double> x, ReadOnlySpan<double> h, (int Low, int High) first)
    {
        best.AsSpan().Clear();
        for (var t = 0; t < x.Length; t++)
        {
            if (t == choices.Count) choices.Add(new int[PairSafety.Most + 1]);
            (best, before) = (before, best);
            var (least, choice) = (double.PositiveInfinity, 0);
            for (var m = 0; m <= PairSafety.Most; m++)
            {
                var error = m > qmax || (t == 0 && (m < first.Low || m > first.High))
                    ? double.PositiveInfinity
                    : h[t] * (x[t] - m) * (x[t] - m) + before[PairSafety.Most - m];
                if (error < least) (least, choice) = (error, m);
                (best[m], choices[t][m]) = (least, choice);
            }
        }
    }

    void TraceBack(int last, Span<int> v)
    {
        for (var t = v.Length - 1; t >= 0; t--)
        {
            v[t] = choices[t][last];
            last = PairSafety.Most - v[t];
        }
    }
}
