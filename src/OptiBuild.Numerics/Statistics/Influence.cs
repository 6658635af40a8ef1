namespace OptiBuild.Numerics.Statistics;

/// <summary>How much single items, or groups of them, make of an estimate, by leaving each out in turn; as used and named in <see cref="Bootstrap"/>.</summary>
/// <param name="Acceleration">Σ L³ / (6 (Σ L²)^(3/2))</param>
/// <param name="Freedom">Degrees of freedom of the variance Σ L²; 1 or more.</param>
/// <param name="Worst">max(0, L_max) / n: what the estimate would rise by, were the worst item there once more.</param>
readonly record struct Influence(double Acceleration, double Freedom, double Worst)
{
    public static Influence Of(int items, int groups, Aggregate loss, ulong seed)
    {
        if (groups < 2) return new(0, 1, 0);
        var order = Shuffled(items, seed);
        var without = new double[groups];
        for (var g = 0; g < groups; g++) without[g] = loss([.. order.Where((_, place) => place % groups != g)]);
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
