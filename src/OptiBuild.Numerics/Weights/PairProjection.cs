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
    /// <remarks>Rounding makes pairs safe at some scales below others at which they are not, so none may be skipped: an unsafe pair stays so until one of its levels changes.</remarks>
    public float LeastSafeScale(float full)
    {
        for (var affine = new Affine(full, 0, -qmax, qmax); ;)
        {
            var at = FirstUnsafe(affine, 0);
            if (at < 0) return affine.Scale;
            var pair = candidates[at].Pair;
            affine = affine with { Scale = Math.Min(NextChange(weights[pair.First], affine), NextChange(weights[pair.Second], affine)) };
        }
    }

    /// <summary>The next larger scale at which the level of a weight is nearer to 0; infinite where it is 0.</summary>
    static float NextChange(float weight, Affine affine)
    {
        var q = Math.Abs(affine.Quantize(weight));
        if (q == 0) return float.PositiveInfinity;
        var scale = (float)(Math.Abs((double)weight) / (q - 0.5));
        bool Changes(float s) => Math.Abs((affine with { Scale = s }).Quantize(weight)) < q;
        while (Changes(MathF.BitDecrement(scale))) scale = MathF.BitDecrement(scale);
        while (!Changes(scale)) scale = MathF.BitIncrement(scale);
        return scale;
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
