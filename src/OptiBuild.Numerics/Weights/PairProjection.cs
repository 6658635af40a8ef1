namespace OptiBuild.Numerics.Weights;

/// <summary>A level that pair safety moves away from the nearest.</summary>
readonly record struct MovedLevel(int Index, int From, int To);

/// <summary>Rounds the weights of one channel to the nearest levels with which all pairs are safe.</summary>
/// <remarks>
///   minimize h₁ (x₁ − q₁)² + h₂ (x₂ − q₂)²   with |q₁ + q₂| ≤ 128, |q| ≤ qmax, where x = w / s
/// Convex and separable: unless the nearest levels are safe, |q₁| + |q₂| = 128 exactly, and |q₁| is the level nearest to
/// |x₁| − (|x₁| + |x₂| − 128) · h₂ / (h₁ + h₂).
/// </remarks>
sealed class PairProjection(PairOrder order, int qmax)
{
    /// <summary>|q₁| + |q₂| ≤ 128 whenever |x₁| + |x₂| ≤ 127, because rounding adds one half each at most; a little less for the rounding of floats.</summary>
    const double SurelySafe = PairSafety.Most - 1.001;

    /// <summary>From one scale to the next that is tried.</summary>
    const float Step = 1.0001f;

    readonly Affine split = new(1, 0, PairSafety.Most - qmax, qmax);
    readonly List<MovedLevel> moved = [];
    (double Sum, WeightPair Pair)[] candidates = [];
    float[] weights = [], importance = [];

    /// <returns>Null where levels are safe by themselves or no kernel adds in 16 bits.</returns>
    public static PairProjection? For(Rounding rounding) =>
        rounding.Pairs.Columns == 0 || 2 * rounding.QMax <= PairSafety.Most ? null : new(rounding.Pairs, rounding.QMax);

    /// <param name="w">[columns] real weights, kept until the next call.</param>
    /// <param name="h">[columns] importance, 0 or more, kept likewise.</param>
    public void Load(float[] w, float[] h)
    {
        (weights, importance) = (w, h);
        candidates = [.. order.Pairs.Where(p => w[p.First] * (double)w[p.Second] > 0).Select(p => (Sum: Math.Abs((double)w[p.First] + w[p.Second]), p)).OrderByDescending(p => p.Sum)];
    }

    /// <summary>The smallest scale, not below <paramref name="full"/>, at which rounding to nearest leaves all pairs safe.</summary>
    public float LeastSafeScale(float full)
    {
        if (candidates.Length == 0) return full;
        var (low, high) = (BitConverter.SingleToInt32Bits(full), BitConverter.SingleToInt32Bits((float)(candidates[0].Sum / SurelySafe)));
        while (low < high)
        {
            // Positive floats order like their bits.
            var middle = low + (high - low) / 2;
            if (FirstUnsafe(new Affine(BitConverter.Int32BitsToSingle(middle), 0, -qmax, qmax), 0) >= 0) low = middle + 1;
            else high = middle;
        }
        // Rounding makes pairs safe at some scales below others at which they are not, so what was found may not be the smallest.
        var found = BitConverter.Int32BitsToSingle(low);
        for (var scale = full; scale < found; scale *= Step)
            if (FirstUnsafe(new Affine(scale, 0, -qmax, qmax), 0) < 0) return scale;
        return found;
    }

    /// <summary>What has to change after rounding to nearest; valid until the next call.</summary>
    public IReadOnlyList<MovedLevel> Moves(Affine affine)
    {
        moved.Clear();
        for (var i = 0; (i = FirstUnsafe(affine, i)) >= 0; i++) Split(affine, candidates[i].Pair);
        return moved;
    }

    /// <returns>The first candidate from <paramref name="start"/> on that is unsafe when rounded to nearest, −1 when none is.</returns>
    int FirstUnsafe(Affine affine, int start)
    {
        for (var i = start; i < candidates.Length; i++)
        {
            var (sum, pair) = candidates[i];
            // They fall: those that follow are safe too.
            if (sum < SurelySafe * affine.Scale) return -1;
            if (!PairSafety.IsSafe(affine.Quantize(weights[pair.First]), affine.Quantize(weights[pair.Second]))) return i;
        }
        return -1;
    }

    void Split(Affine affine, WeightPair pair)
    {
        var (x, y) = (Math.Abs((double)weights[pair.First]) / affine.Scale, Math.Abs((double)weights[pair.Second]) / affine.Scale);
        var (h, g) = ((double)importance[pair.First], (double)importance[pair.Second]);
        var share = h + g > 0 ? g / (h + g) : 0.5;
        var level = split.Quantize((float)(x - (x + y - PairSafety.Most) * share));
        Move(affine, pair.First, level);
        Move(affine, pair.Second, PairSafety.Most - level);
    }

    void Move(Affine affine, int i, int magnitude)
    {
        var nearest = affine.Quantize(weights[i]);
        moved.Add(new(i, nearest, Math.Sign(nearest) * magnitude));
    }
}
