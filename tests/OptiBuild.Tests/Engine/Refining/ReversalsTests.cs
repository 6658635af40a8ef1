using OptiBuild.Engine.Refining;

namespace OptiBuild.Tests.Engine.Refining;

public class ReversalsTests
{
    [Fact]
    public void LittleWeightsGoBackTogetherWithTheirComputation()
    {
        // Nearly all noise comes from few weights: worth more than the computation alone, so both are one step.
        var ranked = Reversals.Ranked([new(0.1, 0.9, 10), new(0.9, 0.1, 100_000)], [1, 1]);

        Assert.Equal((0, Depth.None, Depth.Weights), (ranked[0].Unit, ranked[0].From, ranked[0].To));
        Assert.Equal([(1, Depth.None, Depth.Computation), (1, Depth.Computation, Depth.Weights)], ranked.Skip(1).Select(r => (r.Unit, r.From, r.To)));
        Assert.Equal([0.9, 0.1], ranked.Skip(1).Select(r => Math.Round(r.Gain, 12)));
    }

    [Fact]
    public void StoredWeightsGoBackFromWhereTheyAre()
    {
        var only = Assert.Single(Reversals.Ranked([new(null, 0.5, 10)], [1]));

        Assert.Equal((Depth.None, Depth.Weights, 1.0), (only.From, only.To, only.Gain));
    }

    [Fact]
    public void ArithmeticHasNoWeights()
    {
        var only = Assert.Single(Reversals.Ranked([new(0.5, null, 0)], [1]));

        Assert.Equal((Depth.None, Depth.Computation), (only.From, only.To));
    }
}
