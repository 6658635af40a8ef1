using OptiBuild.Engine.Data;

namespace OptiBuild.Engine.Metrics.Detection;

/// <summary>What became of one found box at each threshold of overlap: bit t of a mask for threshold t.</summary>
/// <param name="Right">Found an object that no better box had found.</param>
/// <param name="Ignored">Lies in a crowd: neither right nor wrong.</param>
readonly record struct MatchedBox(int Class, double Score, int Right, int Ignored);

/// <summary>Which found boxes are which objects, by the rules of the COCO evaluation.</summary>
/// <remarks>
/// Lin et al., Microsoft COCO: Common Objects in Context, arXiv:1405.0312; the rules in detail: https://cocodataset.org/#detection-eval.
/// Class by class, boxes in falling order of score, at most 100: each takes the object that it overlaps most, at least by the threshold, among those not
/// taken yet. Crowds may be taken by any number of boxes, by the share of the box that lies inside, and only where no object is left.
/// </remarks>
static class BoxMatching
{
    public const int Thresholds = 10;

    /// <summary>A bit for each threshold.</summary>
    public const int All = (1 << Thresholds) - 1;

    const int MostOfAClass = 100;

    /// <summary>An overlap that equals the threshold counts, whatever its last digit.</summary>
    const double Slack = 1e-10;

    /// <summary>0.50, 0.55 … 0.95, with the digits that adding equal steps gives.</summary>
    public static double Threshold(int t) => t == Thresholds - 1 ? 0.95 : 0.5 + t * ((0.95 - 0.5) / (Thresholds - 1));

    public static IEnumerable<MatchedBox> Of(IReadOnlyList<FoundBox> found, IReadOnlyList<Box> objects)
    {
        foreach (var group in found.GroupBy(f => f.Class).OrderBy(g => g.Key))
        {
            var boxes = group.OrderByDescending(f => f.Score).Take(MostOfAClass).ToArray();
            var wanted = objects.Where(o => o.Class == group.Key).OrderBy(o => o.IsCrowd).ToArray();
            var overlaps = boxes.Select(b => wanted.Select(o => Overlap(b, o)).ToArray()).ToArray();
            var (right, ignored) = (new int[boxes.Length], new int[boxes.Length]);
            for (var t = 0; t < Thresholds; t++) Match(wanted, overlaps, t, (right, ignored));
            for (var i = 0; i < boxes.Length; i++) yield return new(group.Key, boxes[i].Score, right[i], ignored[i]);
        }
    }

    static void Match(Box[] wanted, double[][] overlaps, int t, (int[] Right, int[] Ignored) marks)
    {
        var taken = new bool[wanted.Length];
        for (var i = 0; i < overlaps.Length; i++)
        {
            var chosen = Choose(wanted, overlaps[i], taken, Math.Min(Threshold(t), 1 - Slack));
            if (chosen < 0) continue;
            taken[chosen] = true;
            (wanted[chosen].IsCrowd ? marks.Ignored : marks.Right)[i] |= 1 << t;
        }
    }

    /// <summary>−1 where none is left. Of equal overlaps the last.</summary>
    static int Choose(Box[] wanted, double[] overlaps, bool[] taken, double least)
    {
        var chosen = -1;
        for (var o = 0; o < wanted.Length; o++)
        {
            if (taken[o] && !wanted[o].IsCrowd) continue;
            if (chosen >= 0 && !wanted[chosen].IsCrowd && wanted[o].IsCrowd) break;
            if (!(overlaps[o] >= least)) continue;
            (least, chosen) = (overlaps[o], o);
        }
        return chosen;
    }

    /// <summary>Intersection over union; over the box alone for crowds.</summary>
    internal static double Overlap(FoundBox found, Box wanted)
    {
        var width = Math.Min(found.X1, wanted.X1) - Math.Max(found.X0, wanted.X0);
        var height = Math.Min(found.Y1, wanted.Y1) - Math.Max(found.Y0, wanted.Y0);
        if (!(width > 0 && height > 0)) return 0;
        var both = width * height;
        var own = (found.X1 - found.X0) * (found.Y1 - found.Y0);
        return both / (wanted.IsCrowd ? own : own + (wanted.X1 - wanted.X0) * (wanted.Y1 - wanted.Y0) - both);
    }
}
