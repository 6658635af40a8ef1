using OptiBuild.Numerics;
using OptiBuild.Numerics.Weights;

namespace OptiBuild.Tests.Numerics.Weights;

public class ScaleSearchTests
{
    [Theory]
    [MemberData(nameof(Samples.Lengths), MemberType = typeof(Samples))]
    public void ProductsSumInEightFixedLanes(int length)
    {
        var w = Samples.Gaussian(length, 1, seed: 1);
        var h = Samples.Uniform(length, 0, 2, seed: 2);
        var affine = Affine.Symmetric(2, 7);
        var (wq, qq) = (new double[8], new double[8]);
        for (var i = 0; i < length; i++)
        {
            var q = affine.Quantize(w[i]);
            wq[i % 8] += (double)w[i] * q * h[i];
            qq[i % 8] += (double)q * q * h[i];
        }

        Assert.Equal((wq.Aggregate(0.0, (sum, x) => sum + x), qq.Aggregate(0.0, (sum, x) => sum + x)), ScaleSearch.Products(affine, w, h));
    }
}
