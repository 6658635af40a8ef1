using OptiBuild.Engine.Metrics.Detection;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Metrics.Detection;

public class PrecisionCurveTests
{
    const int Images = 40;

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(2000)]
    public void AveragesAreThoseOfTheDefinition(int boxes)
    {
        var random = new Random(boxes);
        var found = Enumerable.Range(0, boxes).Select(_ => (Image: random.Next(Images), Box: Matched(random))).OrderBy(f => f.Image).ThenByDescending(f => f.Box.Score).ToArray();
        var wanted = Enumerable.Range(0, Images).Where(i => i % 3 > 0).Select(i => (Image: i, Objects: 20 + random.Next(30))).ToArray();
        var curve = new PrecisionCurve(found, wanted);

        // None drawn, each once, and drawn with replacement.
        foreach (var times in new[] { new int[Images], [.. Enumerable.Repeat(1, Images)], Drawn(random), Drawn(random), Drawn(random) })
            foreach (var thresholds in new[] { BoxMatching.All, 1, 1 << 5 })
            {
                var averages = new double[BoxMatching.Thresholds];
                var has = curve.TryAverage(times, thresholds, averages);
                Assert.Equal(wanted.Any(w => times[w.Image] > 0), has);
                for (var t = 0; has && t < BoxMatching.Thresholds; t++)
                    if ((thresholds >> t & 1) == 1) Assert.Equal(Plain(found, wanted, times, t), averages[t], Close.Within(1e-12));
            }
    }

    /// <summary>Scores of which many are equal; right at low thresholds more often than at high ones.</summary>
    static MatchedBox Matched(Random random)
    {
        var right = random.Next(2) == 0 ? 0 : random.Next(BoxMatching.All + 1) & ((1 << random.Next(11)) - 1);
        return new(0, random.Next(50) / 50.0, right, random.Next(10) == 0 ? random.Next(BoxMatching.All + 1) & ~right : 0);
    }

    static int[] Drawn(Random random)
    {
        var times = new int[Images];
        for (var i = 0; i < Images; i++) times[random.Next(Images)]++;
        return times;
    }

    /// <summary>Every box as often as its image counts, and for each recall the best precision behind it.</summary>
    static double Plain((int Image, MatchedBox Box)[] found, (int Image, int Objects)[] wanted, int[] times, int t)
    {
        double right = 0, all = 0, objects = wanted.Sum(w => times[w.Image] * w.Objects);
        var points = new List<(double Recall, double Precision)>();
        foreach (var (image, box) in found.OrderByDescending(f => f.Box.Score))
        {
            if (times[image] == 0 || (box.Ignored >> t & 1) == 1) continue;
            all += times[image];
            if ((box.Right >> t & 1) == 1) right += times[image];
            points.Add((right / objects, right / all));
        }
        return Enumerable.Range(0, 101).Average(r => points.Where(p => p.Recall >= r * 0.01).Select(p => p.Precision).DefaultIfEmpty(0).Max());
    }
}
