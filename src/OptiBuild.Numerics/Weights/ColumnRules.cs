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
}
