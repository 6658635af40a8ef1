namespace OptiBuild.Numerics.Weights;

/// <summary>A level that pair safety moves away from the nearest.</summary>
readonly record struct MovedLevel(int Index, int From, int To);

/// <summary>Rounds the weights of one channel to the nearest levels with which all pairs are safe.</summary>
/// <remarks>
///   minimize Σ h_i (w_i / s − q_i)²   with |q_i| + |q_j| ≤ 128 for partners i, j of equal sign
/// No level ever gains from moving outwards, so only pairs that are unsafe when rounded to nearest matter. Most stand alone: q₁ + q₂ = 128
/// and q₁ nearest to x₁ − (x₁ + x₂ − 128) · h₂ / (h₁ + h₂). The others form chains and rings: <see cref="PairChain"/>.
/// </remarks>
sealed class PairProjection(PairOrder order, int qmax)
{
    readonly PairChain chain = new(qmax);
    readonly int[][] links = [.. Enumerable.Range(0, order.Columns).Select(_ => new int[2])];
    readonly int[] degree = new int[order.Columns];
    readonly List<WeightPair> unsafePairs = [];
    readonly List<MovedLevel> moved = [];
    readonly List<int> path = [];
    (double Sum, WeightPair Pair)[] candidates = [];
    float[] weights = [], importance = [];

    /// <summary>Null where levels are safe by themselves or no kernel adds in 16 bits.</summary>
    public static PairProjection? For(Rounding rounding) =>
        rounding.Pairs.Columns == 0 || 2 * rounding.QMax <= PairSafety.Most ? null : new(rounding.Pairs, rounding.QMax);

    /// <param name="w">[columns] real weights, kept until the next call.</param>
    /// <param name="h">[columns] importance, 0 or more, kept likewise.</param>
    public void Load(float[] w, float[] h)
    {
        (weights, importance) = (w, h);
        candidates = [.. order.Pairs.Where(p => w[p.First] * (double)w[p.Second] > 0).Select(p => (Sum(p), p)).OrderByDescending(p => p.Item1)];
    }

    double Sum(WeightPair pair) => Math.Abs((double)weights[pair.First]) + Math.Abs((double)weights[pair.Second]);

    /// <summary>The smallest scale, not below <paramref name="full"/>, at which rounding to nearest leaves all pairs safe.</summary>
    public float LeastSafeScale(float full)
    {
        if (candidates.Length == 0) return full;
        // |q₁| + |q₂| ≤ 128 whenever |x₁| + |x₂| ≤ 127, because rounding adds one half each at most.
        var (low, high) = (BitConverter.SingleToInt32Bits(full), BitConverter.SingleToInt32Bits((float)(candidates[0].Sum / (PairSafety.Most - 1.001))));
        while (low < high)
        {
            // Positive floats order like their bits.
            var middle = low + (high - low) / 2;
            if (HasUnsafe(new Affine(BitConverter.Int32BitsToSingle(middle), 0, -qmax, qmax))) low = middle + 1;
            else high = middle;
        }
        return BitConverter.Int32BitsToSingle(low);
    }

    bool HasUnsafe(Affine affine)
    {
        foreach (var (sum, pair) in candidates)
        {
            if (sum < Threshold(affine)) return false;
            if (!IsSafe(affine, pair)) return true;
        }
        return false;
    }

    static double Threshold(Affine affine) => (PairSafety.Most - 1.001) * affine.Scale;

    bool IsSafe(Affine affine, WeightPair pair) => PairSafety.IsSafe(affine.Quantize(weights[pair.First]), affine.Quantize(weights[pair.Second]));

    /// <summary>What has to change after rounding to nearest; valid until the next call.</summary>
    public IReadOnlyList<MovedLevel> Moves(Affine affine)
    {
        moved.Clear();
        FindUnsafe(affine);
        foreach (var (first, second) in unsafePairs)
            if (degree[first] == 1 && degree[second] == 1) Split(affine, first, second);
        foreach (var (first, second) in unsafePairs)
        {
            if (degree[first] == 1) Walk(affine, first);
            if (degree[second] == 1) Walk(affine, second);
        }
        foreach (var (first, _) in unsafePairs)
            if (degree[first] == 2) Walk(affine, first);
        return moved;
    }

    void FindUnsafe(Affine affine)
    {
        unsafePairs.Clear();
        foreach (var (sum, pair) in candidates)
        {
            if (sum < Threshold(affine)) return;
            if (IsSafe(affine, pair)) continue;
            unsafePairs.Add(pair);
            links[pair.First][degree[pair.First]++] = pair.Second;
            links[pair.Second][degree[pair.Second]++] = pair.First;
        }
    }

    void Split(Affine affine, int first, int second)
    {
        (degree[first], degree[second]) = (0, 0);
        var (x, y) = (Magnitude(affine, first), Magnitude(affine, second));
        var (h, g) = ((double)importance[first], (double)importance[second]);
        var share = h + g > 0 ? g / (h + g) : 0.5;
        var level = new Affine(1, 0, PairSafety.Most - qmax, qmax).Quantize((float)(x - (x + y - PairSafety.Most) * share));
        Move(affine, first, level);
        Move(affine, second, PairSafety.Most - level);
    }

    double Magnitude(Affine affine, int i) => Math.Abs((double)weights[i]) / affine.Scale;

    void Move(Affine affine, int i, int magnitude)
    {
        var nearest = affine.Quantize(weights[i]);
        var level = Math.Sign(nearest) * magnitude;
        if (level != nearest) moved.Add(new(i, nearest, level));
    }

    /// <summary>Takes the whole chain that starts here, or the ring that passes here.</summary>
    void Walk(Affine affine, int start)
    {
        var isRing = degree[start] == 2;
        path.Clear();
        for (var (at, from) = (start, -1); degree[at] > 0;)
        {
            path.Add(at);
            var next = links[at][0] != from || degree[at] == 1 ? links[at][0] : links[at][1];
            if (degree[at] == 1 && from >= 0) next = at;
            degree[at] = 0;
            (from, at) = (at, next);
        }
        Solve(affine, isRing);
    }

    void Solve(Affine affine, bool isRing)
    {
        Span<double> x = new double[path.Count], h = new double[path.Count];
        Span<int> v = new int[path.Count];
        for (var t = 0; t < path.Count; t++) (x[t], h[t]) = (Magnitude(affine, path[t]), importance[path[t]]);
        if (isRing) chain.Ring(x, h, v);
        else chain.Open(x, h, v);
        for (var t = 0; t < path.Count; t++) Move(affine, path[t], v[t]);
    }
}
