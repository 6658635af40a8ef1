using OptiBuild.Numerics.Ranges;

namespace OptiBuild.Tests.Numerics.Ranges;

public class MovingAverageTests
{
    [Fact]
    public void IsTheMeanOfTheBatchesExtremes()
    {
        var average = new MovingAverage();

        average.Add([-1, 2, 0]);
        average.Add([-3, 10]);
        average.Add([float.NaN, -2, 0, float.PositiveInfinity]);

        Assert.Equal((-2, 4, 3), (average.Min, average.Max, average.Batches));
    }

    [Fact]
    public void LeavesOutBatchesWithoutAFiniteValue()
    {
        var average = new MovingAverage();

        average.Add([]);
        average.Add([float.NaN]);

        Assert.Equal((0, 0, 0), (average.Min, average.Max, average.Batches));
    }
}
