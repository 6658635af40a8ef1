namespace OptiBuild.Engine.Metrics.Detection;

/// <summary>All found boxes of one class over all images, the surest first, and how many objects there were.</summary>
/// <remarks>
/// Average precision of COCO: the mean over recalls r = 0, 0.01 … 1 of the largest precision at a recall of at least r, 0 where none is reached.
/// </remarks>
sealed class PrecisionCurve
{
    const int Recalls = 101;

    readonly (int Image, MatchedBox Box)[] found;
    readonly (int Image, int Objects)[] wanted;

    /// <param name="found">Image by image, of one image the surest first: equal scores stay in this order.</param>
    public PrecisionCurve(IEnumerable<(int Image, MatchedBox Box)> found, IEnumerable<(int Image, int Objects)> wanted) =>
        (this.found, this.wanted) = ([.. found.OrderByDescending(f => f.Box.Score)], [.. wanted]);

    /// <summary>Objects to be found.</summary>
    public int Objects => wanted.Sum(w => w.Objects);

    /// <param name="times">How often each image counts.</param>
    /// <returns>Null where no object is to be found.</returns>
    public double? Average(ReadOnlySpan<int> times, int threshold)
    {
        var objects = 0L;
        foreach (var (image, count) in wanted) objects += (long)times[image] * count;
        if (objects == 0) return null;

        var (right, wrong) = Count(times, threshold);
        var (sum, best, recall) = (0.0, 0.0, Recalls - 1);
        for (var i = found.Length - 1; i >= 0 && recall >= 0; i--)
        {
            var (image, box) = found[i];
            if (times[image] == 0 || (box.Ignored >> threshold & 1) == 1) continue;
            for (var reached = (double)right / objects; recall >= 0 && reached < recall * 0.01; recall--) sum += best;
            best = Math.Max(best, (double)right / (right + wrong));
            if ((box.Right >> threshold & 1) == 1) right -= times[image];
            else wrong -= times[image];
        }
        return (sum + (recall + 1) * best) / Recalls;
    }

    (long Right, long Wrong) Count(ReadOnlySpan<int> times, int threshold)
    {
        long right = 0, wrong = 0;
        foreach (var (image, box) in found)
            if ((box.Right >> threshold & 1) == 1) right += times[image];
            else if ((box.Ignored >> threshold & 1) == 0) wrong += times[image];
        return (right, wrong);
    }
}
