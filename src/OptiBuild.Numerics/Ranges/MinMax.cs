namespace OptiBuild.Numerics.Ranges;

/// <summary>The whole range seen: no value is clipped.</summary>
public static class MinMax
{
    public static RangeEstimate Find(Histogram histogram, int qmin, int qmax)
    {
        var affine = Affine.Asymmetric(histogram.Min, histogram.Max, qmin, qmax);
        return new(histogram.Min, histogram.Max, PredictedError.SqnrDb(histogram, affine));
    }
}
