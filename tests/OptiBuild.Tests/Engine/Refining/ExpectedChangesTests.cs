using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Refining;
using OptiBuild.Numerics.Statistics;
using static OptiBuild.Tests.Engine.Metrics.Answering;

namespace OptiBuild.Tests.Engine.Refining;

/// <summary>Losses worked out by hand.</summary>
public class ExpectedChangesTests
{
    /// <summary>Float outputs of a few units are exact to 1e-7; five digits are left by the sums.</summary>
    const double Tolerance = 1e-6;

    static AnswerShift[] Shifts(AnswerCost cost, params (Output Before, Output After)[] samples) => [.. samples.SelectMany(s => AnswerShift.Of(s.Before, s.After, cost))];

    [Fact]
    public void OneNeighbourCountsChangedAnswers()
    {
        var shifts = Shifts(AnswerCost.One, (Scores(3, 1, 0), Scores(2, 1, 0)), (Scores(3, 1, 0), Scores(1, 2, 0)), (Scores(0, 5, 4), Scores(0, 5, 4.9f)), (Scores(0, 5, 4), Scores(0, 4, 5)));

        Assert.Equal(0.5, ExpectedChanges.Of(shifts, neighbours: 1));
    }

    [Fact]
    public void ChangeAwayFromAConfidentAnswerCostsItsProbability()
    {
        // softmax(2, 0) = (0.880797, 0.119203): the change costs 0.761594, the other sample nothing; softmax of (ln 0.6, ln 0.4) is what it says.
        var shifts = Shifts(AnswerCost.Probability, (Scores(2, 0), Scores(0, 2)), (Scores(MathF.Log(0.6f), MathF.Log(0.4f)), Scores(1, 0)));

        Assert.Equal(0.7615941560 / 2, ExpectedChanges.Of(shifts, neighbours: 1), Tolerance);
    }

    [Fact]
    public void DistributionsAreTakenAsTheyAre()
    {
        var shifts = Shifts(AnswerCost.Probability, (Scores(0.5f, 0.3f, 0.2f), Scores(0.2f, 0.3f, 0.5f)));

        Assert.Equal(0.3, ExpectedChanges.Of(shifts, neighbours: 1), Tolerance);
        Assert.Equal(Math.Log(0.5 / 0.3), shifts[0].Before, Tolerance);
    }

    [Fact]
    public void WhatMovedOneMarginMightHaveMovedItsNeighbour()
    {
        // Margins 1 and 3, moved by 0 and −2: the second's −2 would have changed the first answer, +2 would not. 0 changes nothing.
        var shifts = Shifts(AnswerCost.One, (Scores(2, 1), Scores(2, 1)), (Scores(4, 1), Scores(2, 1)));

        Assert.Equal(0.5 / 2 / 2, ExpectedChanges.Of(shifts, neighbours: 2), Tolerance);
    }

    /// <summary>The same mean as the count, with less scatter.</summary>
    [Fact]
    public void NeighboursScatterLessAroundTheCountOfManySamples()
    {
        var random = new SplitMix64(7);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        AnswerShift One()
        {
            var before = 4 * random.NextDouble();
            var after = before + 0.3 * Normal();
            return new(before, after, after < 0 ? 1 : 0, 1);
        }
        var truth = Enumerable.Range(0, 200_000).Average(_ => One().Cost);
        var draws = Enumerable.Range(0, 200).Select(_ => Enumerable.Range(0, 128).Select(_ => One()).ToArray()).ToArray();

        double Spread(Func<AnswerShift[], double> estimate) => Math.Sqrt(draws.Average(d => Math.Pow(estimate(d) - truth, 2)));

        // Binomial: √(p (1 − p) / 128).
        Assert.Equal(Math.Sqrt(truth * (1 - truth) / 128), Spread(d => ExpectedChanges.Of(d, 1)), 0.002);
        Assert.InRange(Spread(d => ExpectedChanges.Of(d)), 0, 0.7 * Spread(d => ExpectedChanges.Of(d, 1)));
        // 0.004 is four standard errors of the mean of 200 draws.
        Assert.Equal(truth, draws.Average(d => ExpectedChanges.Of(d)), 0.004);
    }

    [Fact]
    public void NaNIsAnotherAnswer()
    {
        var shifts = Shifts(AnswerCost.One, (Scores(3, 1), Scores(float.NaN, 1)));

        Assert.Equal(1, ExpectedChanges.Of(shifts, neighbours: 1));
        Assert.Equal(double.NegativeInfinity, shifts[0].After);
    }

    [Theory]
    [InlineData(0.9f, 0.4f, 0.8)]   // |2 · 0.9 − 1|
    [InlineData(0.9f, 0.6f, 0)]
    [InlineData(0.2f, 0.7f, 0.6)]
    public void SingleOutputIsTheProbabilityOfClassOne(float before, float after, double expected) =>
        Assert.Equal(expected, ExpectedChanges.Of(Shifts(AnswerCost.Probability, (Scores(before), Scores(after))), neighbours: 1), Tolerance);

    [Theory]
    [InlineData(200f, 201f, 0)]
    [InlineData(200f, 203f, 1)]
    [InlineData(0.02f, 0.025f, 0)]
    public void SingleNumberAgreesAsTheMetricSays(float before, float after, double expected)
    {
        Assert.Equal(expected, ExpectedChanges.Of(Shifts(AnswerCost.One, (Scores(before), Scores(after))), neighbours: 1));
        Assert.Equal(1 - expected, MetricRows.All.Single(m => m.Name == "agreement").Score(Against(Scores(after), Scores(before)))[0]);
    }

    [Fact]
    public void OtherSamplesChangeByTheirMarginsOverTheNoise()
    {
        // Margins move by ±1: Φ(−0.5) and Φ(−2), tables of the normal distribution.
        AnswerShift[] shifts = [.. Enumerable.Range(0, 40).Select(i => new AnswerShift(i / 10.0, i / 10.0 + (i % 2 == 0 ? 1 : -1), 0, 1))];

        Assert.Equal((0.30853754 + 0.02275013) / 2, ExpectedChanges.Of(shifts, [new(0.5, 0.5, 0, 1), new(2, 2, 0, 1)]), Tolerance);
        Assert.Equal(0.25 * 0.30853754, ExpectedChanges.Of(shifts, [new(0.5, 0.5, 0, 0.25)]), Tolerance);
    }

    [Fact]
    public void NothingChangesWithoutNoise()
    {
        AnswerShift[] shifts = [.. Enumerable.Range(0, 40).Select(i => new AnswerShift(i, i, 0, 1))];

        Assert.Equal(0, ExpectedChanges.Of(shifts, [new(0, 0, 0, 1), new(2, 2, 0, 1)]));
    }
}
