using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Benchmarks.Gating;

/// <summary>Two models and samples without end, for a metric that is no count of right answers.</summary>
/// <param name="Draw">So many samples: the loss as a function of which of them count.</param>
sealed record ResampledDesign(string Name, Func<int, ulong, Aggregate> Draw)
{
    const int Many = 400_000;

    /// <summary>Between 0 and 1, so that a sample nobody met can take no more than itself.</summary>
    public bool IsShare => !Name.StartsWith("rmse", StringComparison.Ordinal);

    public static IReadOnlyList<ResampledDesign> All { get; } =
    [
        new("rmse, normal errors", Rmse(d => d.Gaussian(), (d, _) => 0.2 * d.Gaussian())),
        new("rmse, errors of Student's t with 4 degrees of freedom", Rmse(d => d.HeavyTailed(), (d, e) => 0.2 * e * d.Gaussian())),
        new("rmse, every hundredth sample is lost", Rmse(d => d.Gaussian(), (d, _) => d.Happens(0.01) ? 2 : 0.05 * d.Gaussian())),
        new("macro F1, ten classes, five of them rare, 6 % of answers change", F1(0.06)),
        new("macro F1, ten classes, five of them rare, 3 % of answers change", F1(0.03)),
        new("macro F1, ten classes, every hundredth sample is lost", F1(0, lost: 0.01)),
        new("ROC AUC, 30 % positive", Auc(0.3)),
        new("ROC AUC, 5 % positive", Auc(0.05)),
        new("average precision of objects, five classes, two objects in a sample", Precision(0.4)),
        new("average precision of objects, five classes, one object in two samples", Precision(0.1)),
    ];

    /// <summary>The loss of samples without end: the budget at whose edge a model stands.</summary>
    public double TrueLoss() => Draw(Many, 0)([.. Enumerable.Range(0, Many)]);

    static Func<int, ulong, Aggregate> Rmse(Func<Draws, double> error, Func<Draws, double, double> change) => (count, seed) =>
    {
        var (draws, before, after) = (new Draws(seed), new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            var e = error(draws);
            (before[i], after[i]) = (e * e, Math.Pow(e + change(draws, e), 2));
        }
        return items =>
        {
            double a = 0, b = 0;
            foreach (var item in items) (a, b) = (a + before[item], b + after[item]);
            return Math.Sqrt(b / items.Length) - Math.Sqrt(a / items.Length);
        };
    };

    static Func<int, ulong, Aggregate> F1(double changed, double lost = 0) => (count, seed) =>
    {
        var draws = new Draws(seed);
        var samples = new (int Label, int Before, int After)[count];
        for (var i = 0; i < count; i++)
        {
            var label = draws.Happens(0.9) ? draws.Below(5) : 5 + draws.Below(5);
            var before = draws.Happens(0.85) ? label : draws.Below(10);
            var after = draws.Happens(changed) ? draws.Below(10) : before;
            samples[i] = (label, before, lost > 0 && draws.Happens(lost) ? (label + 1) % 10 : after);
        }
        return items =>
        {
            var counts = new (int Label, int Before, int After, int RightBefore, int RightAfter)[10];
            foreach (var item in items)
            {
                var (label, before, after) = samples[item];
                counts[label].Label++;
                counts[before].Before++;
                counts[after].After++;
                if (before == label) counts[label].RightBefore++;
                if (after == label) counts[label].RightAfter++;
            }
            return counts.Average(c => c.Label == 0 ? 0 : 2.0 * c.RightBefore / (c.Label + c.Before) - 2.0 * c.RightAfter / (c.Label + c.After));
        };
    };

    static Func<int, ulong, Aggregate> Auc(double positive) => (count, seed) =>
    {
        var draws = new Draws(seed);
        var (label, before, after) = (new bool[count], new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            label[i] = draws.Happens(positive);
            before[i] = draws.Gaussian() + (label[i] ? 1.5 : 0);
            after[i] = before[i] + 0.3 * draws.Gaussian();
        }
        int[] first = Ordered(before), second = Ordered(after);
        return items =>
        {
            var weights = Weights(items, count);
            return Area(first, label, weights) - Area(second, label, weights);
        };
    };

    static double Area(int[] order, bool[] label, int[] weights)
    {
        double area = 0, negative = 0, positive = 0;
        foreach (var i in order)
            if (label[i]) (area, positive) = (area + weights[i] * negative, positive + weights[i]);
            else negative += weights[i];
        return positive * negative == 0 ? 0 : area / (positive * negative);
    }

    sealed record Found(int Sample, int Class, bool IsRight, double Score);

    static Func<int, ulong, Aggregate> Precision(double perClass) => (count, seed) =>
    {
        const int Classes = 5;
        var draws = new Draws(seed);
        var (objects, before, after) = (new List<Found>(), new List<Found>(), new List<Found>());
        for (var i = 0; i < count; i++)
        {
            for (var k = 0; k < Classes; k++)
                for (var more = perClass; draws.Happens(more / (1 + more));)
                {
                    objects.Add(new(i, k, true, 0));
                    if (draws.Happens(0.75)) Both(new(i, k, true, 1.2 + draws.Gaussian()), keep: 0.97);
                }
            while (draws.Happens(0.23)) Both(new(i, draws.Below(Classes), false, draws.Gaussian()), keep: 1);
        }
        void Both(Found found, double keep)
        {
            before.Add(found);
            if (draws.Happens(keep)) after.Add(found with { Score = found.Score + 0.3 * draws.Gaussian() });
        }
        Found[][] first = Ranked(before, Classes), second = Ranked(after, Classes);
        return items =>
        {
            var weights = Weights(items, count);
            var total = new double[Classes];
            foreach (var o in objects) total[o.Class] += weights[o.Sample];
            return Enumerable.Range(0, Classes).Average(k => Average(first[k], total[k], weights) - Average(second[k], total[k], weights));
        };
    };

    static Found[][] Ranked(List<Found> found, int classes) => [.. Enumerable.Range(0, classes).Select(k => found.Where(f => f.Class == k).OrderByDescending(f => f.Score).ToArray())];

    /// <summary>The mean over the objects of the precision up to where each was found.</summary>
    static double Average(Found[] ranked, double objects, int[] weights)
    {
        double right = 0, all = 0, sum = 0;
        foreach (var found in ranked)
        {
            var weight = weights[found.Sample];
            all += weight;
            if (!found.IsRight || weight == 0) continue;
            right += weight;
            sum += weight * right / all;
        }
        return objects == 0 ? 0 : sum / objects;
    }

    static int[] Weights(int[] items, int count)
    {
        var weights = new int[count];
        foreach (var item in items) weights[item]++;
        return weights;
    }

    static int[] Ordered(double[] scores)
    {
        var order = Enumerable.Range(0, scores.Length).ToArray();
        Array.Sort((double[])scores.Clone(), order);
        return order;
    }
}
