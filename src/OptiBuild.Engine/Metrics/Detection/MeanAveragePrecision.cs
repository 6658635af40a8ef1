using OptiBuild.Engine.Data;

namespace OptiBuild.Engine.Metrics.Detection;

/// <summary>COCO's mean average precision: the mean over classes with objects and over thresholds of overlap of the average precision.</summary>
/// <remarks>
/// Of a sample: { pairs, (class, objects) …, (class, score, right, ignored) … }, masks by threshold. Objects in crowds are not to be found.
/// </remarks>
static class MeanAveragePrecision
{
    const int PerObject = 2, PerBox = 4;

    /// <summary>Over all ten thresholds.</summary>
    public static IReadOnlyList<int> Strict { get; } = [.. Enumerable.Range(0, BoxMatching.Thresholds)];

    /// <summary>At an overlap of one half.</summary>
    public static IReadOnlyList<int> Half { get; } = [0];

    /// <summary>At an overlap of three quarters.</summary>
    public static IReadOnlyList<int> ThreeQuarters { get; } = [5];

    /// <exception cref="OptiBuildException">OB3060: the outputs are no boxes.</exception>
    public static double[] Score(Answer answer, BoxForm form)
    {
        var label = answer.Label ?? throw new InvalidOperationException("Average precision needs boxes.");
        var objects = label.Boxes ?? throw new InvalidOperationException("Average precision needs boxes.");
        return Score(FoundBoxes.Of(answer.Outputs, form, label.Picture ?? throw new InvalidOperationException("Boxes come with the size of their picture.")), objects);
    }

    public static double[] Score(IReadOnlyList<FoundBox> found, IReadOnlyList<Box> objects)
    {
        var counts = objects.Where(o => !o.IsCrowd).CountBy(o => o.Class).OrderBy(c => c.Key).ToArray();
        return
        [
            counts.Length,
            .. counts.SelectMany(c => new double[] { c.Key, c.Value }),
            .. BoxMatching.Of(found, objects).SelectMany(m => new[] { m.Class, m.Score, m.Right, m.Ignored }),
        ];
    }

    public static Figure Combine(IReadOnlyList<double[]> scores, IReadOnlyList<int> thresholds)
    {
        var curves = Curves(scores).Values.ToArray();
        var once = new int[scores.Count];
        Array.Fill(once, 1);
        return chosen => Mean(curves, chosen is null ? once : Times(chosen, scores.Count), thresholds);
    }

    /// <summary>One class alone; NaN where none of its objects is to be found.</summary>
    public static IReadOnlyDictionary<int, (int Objects, Figure Figure)> ByClass(IReadOnlyList<double[]> scores, IReadOnlyList<int> thresholds)
    {
        var once = new int[scores.Count];
        Array.Fill(once, 1);
        return Curves(scores).Where(c => c.Value.Objects > 0).ToDictionary(c => c.Key,
            c => (c.Value.Objects, (Figure)(chosen => Mean([c.Value], chosen is null ? once : Times(chosen, scores.Count), thresholds))));
    }

    /// <summary>0 where nothing is to be found at all.</summary>
    static double Mean(PrecisionCurve[] curves, int[] times, IReadOnlyList<int> thresholds)
    {
        var (sum, count, asked) = (0.0, 0, 0);
        foreach (var threshold in thresholds) asked |= 1 << threshold;
        Span<double> averages = stackalloc double[BoxMatching.Thresholds];
        foreach (var curve in curves)
        {
            if (!curve.TryAverage(times, asked, averages)) continue;
            foreach (var threshold in thresholds) (sum, count) = (sum + averages[threshold], count + 1);
        }
        return count == 0 ? 0 : sum / count;
    }

    static int[] Times(IReadOnlyList<int> chosen, int count)
    {
        var times = new int[count];
        for (var i = 0; i < chosen.Count; i++) times[chosen[i]]++;
        return times;
    }

    static SortedDictionary<int, PrecisionCurve> Curves(IReadOnlyList<double[]> scores)
    {
        var found = scores.SelectMany((s, image) => Boxes(s).Select(b => (Image: image, Box: b))).ToLookup(f => f.Box.Class);
        var wanted = scores.SelectMany((s, image) => Objects(s).Select(o => (Image: image, o.Class, o.Count))).ToLookup(w => w.Class);
        return new(wanted.ToDictionary(w => w.Key, w => new PrecisionCurve(found[w.Key], w.Select(o => (o.Image, o.Count)))));
    }

    static IEnumerable<(int Class, int Count)> Objects(double[] score)
    {
        for (var i = 0; i < (int)score[0]; i++) yield return ((int)score[1 + PerObject * i], (int)score[2 + PerObject * i]);
    }

    static IEnumerable<MatchedBox> Boxes(double[] score)
    {
        for (var i = 1 + PerObject * (int)score[0]; i < score.Length; i += PerBox)
            yield return new((int)score[i], score[i + 1], (int)score[i + 2], (int)score[i + 3]);
    }
}
