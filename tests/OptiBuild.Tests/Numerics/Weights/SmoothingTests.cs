using OptiBuild.Numerics.Weights;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Weights;

public class SmoothingTests
{
    /// <summary>Results are floats.</summary>
    static readonly Close Float = Close.Relative(1e-6);

    [Theory]
    [InlineData(16, 4, 0.5, 2)]
    [InlineData(16, 4, 1, 16)]
    [InlineData(16, 4, 0, 0.25)]
    [InlineData(0, 4, 0.5, 1)]
    [InlineData(16, 0, 0.5, 1)]
    [InlineData(float.NaN, 1, 0.5, 1)]
    [InlineData(float.PositiveInfinity, 1, 0.5, 1)]
    public void DividesTheRangeOfTheInputByThatOfTheWeights(float input, float weight, double alpha, double scale)
    {
        Assert.Equal(scale, Smoothing.Scales([input], [weight], alpha).Single(), Float);
    }
}
