using System.Numerics;

namespace OptiBuild.Engine.Metrics.Detection;

/// <summary>All found boxes of one class over all images, the surest first, and how many objects there were.</summary>
/// <remarks>
/// Average precision of COCO: the mean over recalls r = 0, 0.01 … 1 of the largest precision at a recall of at least r, 0 where none is reached.
/// Between two boxes that are right, precision only falls: those that are right tell everything.
/// </remarks>
sealed class PrecisionCurve
{
    const int Recalls = 101;

    /// <summary>By falling score. Masks have a bit for each threshold.</summary>
    readonly int[] images, right, ignored;
    readonly (int Image, int Objects)[] wanted;

    /// <summary>Few pairs of masks occur; of each box, which one.</summary>
    readonly (int Right, int Ignored)[] pairs;
    readonly int[] kinds;

    /// <summary>Images that hold something of the class, each once.</summary>
    readonly int[] own;

    /// <summary>At all thresholds, where each image counts once.</summary>
    readonly double[] plain = new double[BoxMatching.Thresholds];

    /// <param name="found">Image by image, of one image the surest first: equal scores stay in this order.</param>
    public PrecisionCurve(IEnumerable<(int Image, MatchedBox Box)> found, IEnumerable<(int Image, int Objects)> wanted)
    {
        var boxes = found.OrderByDescending(f => f.Box.Score).ToArray();
        (images, right, ignored) = ([.. boxes.Select(b => b.Image)], [.. boxes.Select(b => b.Box.Right)], [.. boxes.Select(b => b.Box.Ignored)]);
        pairs = [.. boxes.Select(b => (b.Box.Right, b.Box.Ignored)).Distinct()];
        var places = pairs.Select((pair, place) => (pair, place)).ToDictionary(p => p.pair, p => p.place);
        kinds = [.. boxes.Select(b => places[(b.Box.Right, b.Box.Ignored)])];
        this.wanted = [.. wanted];
        own = [.. images.Concat(this.wanted.Select(w => w.Image)).Distinct()];
        Objects = this.wanted.Sum(w => w.Objects);
        var once = new int[own.Length == 0 ? 0 : own.Max() + 1];
        Array.Fill(once, 1);
        if (Objects > 0) Fill(once, Objects, BoxMatching.All, plain);
    }

    /// <summary>Objects to be found.</summary>
    public int Objects { get; }

    /// <summary>Average precision at thresholds of overlap.</summary>
    /// <param name="times">How often each image counts.</param>
    /// <param name="thresholds">A bit for each that is asked for.</param>
    /// <param name="averages">By threshold; those not asked for are left alone.</param>
    /// <returns>False where no object is to be found.</returns>
    public bool TryAverage(ReadOnlySpan<int> times, int thresholds, Span<double> averages)
    {
        if (IsPlain(times))
        {
            plain.CopyTo(averages);
            return Objects > 0;
        }
        var objects = 0L;
        foreach (var (image, count) in wanted) objects += (long)times[image] * count;
        if (objects == 0) return false;
        Fill(times, objects, thresholds, averages);
        return true;
    }

    bool IsPlain(ReadOnlySpan<int> times)
    {
        foreach (var image in own)
            if (times[image] != 1) return false;
        return true;
    }

    void Fill(ReadOnlySpan<int> times, long objects, int thresholds, Span<double> averages)
    {
        Span<Descent> descents = stackalloc Descent[BoxMatching.Thresholds];
        foreach (ref var descent in descents) descent.Recall = Recalls - 1;
        var all = Count(times, thresholds, descents);
        for (var i = images.Length - 1; i >= 0; i--)
        {
            var weight = times[images[i]];
            if (weight == 0) continue;
            for (var bits = right[i] & thresholds; bits != 0; bits &= bits - 1) descents[BitOperations.TrailingZeroCount(bits)].Pass(weight, all, objects);
            for (var bits = ignored[i] & thresholds; bits != 0; bits &= bits - 1) descents[BitOperations.TrailingZeroCount(bits)].Ignored -= weight;
            all -= weight;
        }
        for (var bits = thresholds; bits != 0; bits &= bits - 1)
        {
            ref var descent = ref descents[BitOperations.TrailingZeroCount(bits)];
            averages[BitOperations.TrailingZeroCount(bits)] = (descent.Sum + (descent.Recall + 1) * descent.Best) / Recalls;
        }
    }

    /// <summary>Where the way down from the last box begins.</summary>
    /// <returns>How many boxes there are.</returns>
    long Count(ReadOnlySpan<int> times, int thresholds, Span<Descent> descents)
    {
        var (all, counts) = (0L, new long[pairs.Length]);
        for (var i = 0; i < images.Length; i++) counts[kinds[i]] += times[images[i]];
        for (var k = 0; k < pairs.Length; k++)
        {
            all += counts[k];
            for (var bits = pairs[k].Right & thresholds; bits != 0; bits &= bits - 1) descents[BitOperations.TrailingZeroCount(bits)].Right += counts[k];
            for (var bits = pairs[k].Ignored & thresholds; bits != 0; bits &= bits - 1) descents[BitOperations.TrailingZeroCount(bits)].Ignored += counts[k];
        }
        return all;
    }

    /// <summary>From the last box to the first at one threshold.</summary>
    struct Descent
    {
        public long Right, Ignored;

        /// <summary>The largest recall, in hundredths, whose precision is not known yet.</summary>
        public int Recall;
        public double Best, Sum;

        /// <param name="all">Boxes down to this one, with it.</param>
        public void Pass(int weight, long all, long objects)
        {
            for (var reached = (double)Right / objects; Recall >= 0 && reached < Recall * 0.01; Recall--) Sum += Best;
            Best = Math.Max(Best, (double)Right / (all - Ignored));
            Right -= weight;
        }
    }
}
