namespace OptiBuild.Numerics.Weights;

/// <summary>Ways to fix the values of a column in a <see cref="Sweep"/>.</summary>
static class ColumnRules
{
    /// <summary>To the nearest level.</summary>
    public static ColumnRule Nearest(int qmax)
    {
        var affine = new Affine(1, 0, -qmax, qmax);
        return (sweep, column) => affine.RoundTrip(sweep.Values(column), sweep.Levels(column));
    }

    /// <summary>A rule for all weights but those that are 0, which stay: what they would have taken up, those still to come do.</summary>
    /// <param name="isZero">[columns, rows]</param>
    public static ColumnRule KeepingZeros(ColumnRule rule, bool[] isZero) => (sweep, column) =>
    {
        var zero = isZero.AsSpan(column * sweep.Rows, sweep.Rows);
        rule(sweep, column);
        var levels = sweep.Levels(column);
        for (var r = 0; r < zero.Length; r++)
            if (zero[r]) levels[r] = 0;
    };

    /// <summary>To the level with the least cost: squared error over what an error of 1 there costs, and <paramref name="prices"/> for each bit of its code.</summary>
    /// <param name="prices">[rows] of a bit, in units of the squared step and of an error where U_jj is 1.</param>
    public static ColumnRule Cheapest(CodeCost cost, float[] prices)
    {
        var affine = new Affine(1, 0, -cost.QMax, cost.QMax);
        return (sweep, column) =>
        {
            var values = sweep.Values(column);
            var levels = sweep.Levels(column);
            var pivot = sweep.Pivot(column);
            affine.RoundTrip(values, levels);
            for (var r = 0; r < levels.Length; r++)
                if (levels[r] != 0) levels[r] = Cheapest(values[r], (int)levels[r], cost, prices[r] * pivot);
        };
    }

    static int Cheapest(float value, int nearest, CodeCost cost, float price)
    {
        var best = (Level: nearest, Cost: (value - nearest) * (value - nearest) + price * cost.Bits(nearest));
        Try(nearest - Math.Sign(nearest));
        Try(0);
        return best.Level;

        void Try(int level)
        {
            var other = (value - level) * (value - level) + price * cost.Bits(level);
            if (other < best.Cost) best = (level, other);
        }
    }
}
