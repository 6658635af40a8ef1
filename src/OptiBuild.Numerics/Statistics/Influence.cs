namespace OptiBuild.Numerics.Statistics;

/// <summary>How much single items, or groups of them, make of an estimate, by leaving each out in turn; as used and named in <see cref="Bootstrap"/>.</summary>
/// <param name="Acceleration">Σ L³ / (6 (Σ L²)^(3/2))</param>
/// <param name="Freedom">Degrees of freedom of the variance Σ L²; 1 or more.</param>
/// <param name="Worst">max(0, L_max) / n: what the estimate would rise by, were the worst item there once more.</param>
readonly record struct Influence(double Acceleration, double Freedom, double Worst)
{
    public static Influence Of(int items, int groups, Aggregate loss, Resampling how)
    {
        if (groups < 2) return new(0, 1, 0);
        var order = Shuffled(items, how.Seed);
        var without = new double[groups];
        Parallel.For(0, groups, how.Parallel, g => without[g] = loss(Without(g, groups, order)));
        var mean = without.Average();
        double squares = 0, cubes = 0, fourths = 0, largest = 0;
        foreach (var value in without)
        {
            var influence = (groups - 1) * (mean - value);
            var square = influence * influence;
            (squares, cubes, fourths) = (squares + square, cubes + square * influence, fourths + square * square);
            largest = Math.Max(largest, influence);
        }
        if (!(squares > 0)) return new(0, groups - 1, 0);
        var spread = fourths - squares * squares / groups;
        var freedom = spread > 0 ? 2 * squares * squares / spread : groups - 1;
        return new(cubes / (6 * Math.Pow(squares, 1.5)), Math.Clamp(freedom, 1, groups - 1), largest / groups);
    }

    /// <summary>All but every so many'th item, from the g-th on.</summary>
    static int[] Without(int g, int groups, ReadOnlySpan<int> order)
    {
        var rest = new int[order.Length - (order.Length - g + groups - 1) / groups];
        var (from, to) = (0, 0);
        for (var left = g; left < order.Length; left += groups)
        {
            order[from..left].CopyTo(rest.AsSpan(to));
            to += left - from;
            from = left + 1;
        }
        order[from..].CopyTo(rest.AsSpan(to));
        return rest;
    }

    /// <remarks>Groups of neighbours in data that is sorted would be more alike than chance makes them. Durstenfeld: Algorithm 235, Communications of the ACM 7, 1964.</remarks>
    static int[] Shuffled(int items, ulong seed)
    {
        var (order, random) = (Enumerable.Range(0, items).ToArray(), new SplitMix64(~seed));
        for (var i = items - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }
}
