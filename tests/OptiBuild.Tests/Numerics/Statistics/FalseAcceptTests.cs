using OptiBuild.Benchmarks.Gating;
using OptiBuild.Numerics.Statistics;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Statistics;

/// <summary>A model that loses exactly the budget must pass in at most 5 % of builds; "bench gate" repeats this with more designs and trials.</summary>
public class FalseAcceptTests
{
    const int Trials = 1000;
    const int ResampledTrials = 150;

    /// <summary>Three standard deviations of a share of 5 %.</summary>
    static double Error(int trials) => 3 * Math.Sqrt(0.05 * 0.95 / trials);

    [Theory]
    [InlineData(200, 0.02, 0.02)]
    [InlineData(200, 0.02, 0.1)]
    [InlineData(500, 0.01, 0.01)]
    [InlineData(500, 0.01, 0.03)]
    [InlineData(1000, 0.005, 0.005)]
    [InlineData(1000, 0.01, 0.05)]
    [InlineData(1000, 0.02, 0.1)]
    [InlineData(2000, 0.005, 0.02)]
    [InlineData(2000, 0.01, 0.01)]
    [InlineData(5000, 0.005, 0.03)]
    [InlineData(5000, 0.01, 0.01)]
    public void AnswersThatLoseTheBudgetRarelyPass(int samples, double budget, double changed) =>
        Assert.InRange(GateSimulation.Passes(AnswerDesign.AtTheEdge(samples, budget, changed), budget, Trials), 0, 0.05 + Error(Trials));

    [Theory]
    [InlineData(0.01, 0.02, 0.8)]
    [InlineData(0.02, 0.1, 0.9)]
    [InlineData(0.02, 0.05, 0.8)]
    [InlineData(0.005, 0.01, 0.5)]
    public void EqualModelsPassAsOftenAsTheSampleSizeWasChosenFor(double budget, double changed, double power)
    {
        var samples = SampleSize.ForPower(budget, changed, GateSimulation.Confidence, power);

        var passed = GateSimulation.Passes(new(samples, changed / 2, changed / 2), budget, Trials);

        // 0.03 is the approximation's own error, stated there; the rest is three standard deviations.
        Assert.Equal(power, passed, Close.Within(0.03 + 3 * Math.Sqrt(power * (1 - power) / Trials)));
    }

    /// <summary>Where every hundredth sample is lost, 200 samples miss all of them in 13 % of draws: nothing in them could tell.</summary>
    [Theory]
    [InlineData("rmse, normal errors", 200)]
    [InlineData("rmse, errors of Student's t with 4 degrees of freedom", 200)]
    [InlineData("rmse, every hundredth sample is lost", 500)]
    [InlineData("macro F1, ten classes, five of them rare, 3 % of answers change", 200)]
    [InlineData("ROC AUC, 5 % positive", 200)]
    [InlineData("average precision of objects, five classes, one object in two samples", 200)]
    public void FiguresThatLoseTheBudgetRarelyPass(string design, int samples) =>
        Assert.InRange(GateSimulation.Passes(ResampledDesign.All.Single(d => d.Name == design), samples, ResampledTrials).Passed, 0, 0.05 + Error(ResampledTrials));
}
