using OptiBuild.Engine;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Validation;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Validation;

public class CriteriaTests
{
    [Theory]
    [InlineData("accuracy", "1pp")]
    [InlineData("agreement", "1pp")]
    [InlineData("rmse", "1%")]
    public void DefaultBudgetSuitsTheMetric(string metric, string budget) =>
        Assert.Equal(budget, Of(metric).Budget.ToString());

    [Theory]
    [InlineData("accuracy", "0.5pp", 0.9, 0.005)]
    [InlineData("accuracy", "2%", 0.9, 0.018)]
    [InlineData("accuracy", "0.03", 0.9, 0.03)]
    [InlineData("rmse", "2%", 0.75, 0.015)]
    [InlineData("rmse", "2%", -0.75, 0.015)]
    [InlineData("rmse", "0.1", 0.75, 0.1)]
    public void BudgetBecomesAnAmountInTheMetricsUnit(string metric, string budget, double original, double allowed) =>
        Assert.Equal(allowed, Of(metric, ("MaxDrop", budget)).Allowed(original), 1e-15);

    [Theory]
    [InlineData("rmse", "MaxDrop", "1pp")]
    [InlineData("accuracy", "MaxDrop", "1")]
    [InlineData("accuracy", "MinMetric", "90")]
    [InlineData("accuracy", "MinMetric", "-1")]
    [Provokes("OB4004")]
    public void RefusesBoundsThatDoNotFitTheMetric(string metric, string option, string text)
    {
        var finding = Assert.Throws<OptiBuildException>(() => Of(metric, (option, text))).Finding;

        Assert.Equal("OB4004", finding.Diagnostic.Code);
        Assert.StartsWith($"{option}={text} does not fit the metric {metric}: ", finding.Message);
    }

    [Theory]
    [InlineData("rmse", "3%", "it has no figures for single classes. Remove the bound")]
    [InlineData("rocauc", "3pp", "it has no figures for single classes. Remove the bound")]
    [InlineData("accuracy", "1", "that would allow everything")]
    [Provokes("OB4004")]
    public void RefusesBudgetsForClassesThatDoNotFit(string metric, string text, string why)
    {
        var finding = Assert.Throws<OptiBuildException>(() => Of(metric, ("MaxClassDrop", text))).Finding;

        Assert.StartsWith($"MaxClassDrop={text} does not fit the metric {metric}: {why}", finding.Message);
    }

    [Theory]
    [InlineData("", "MaxDrop=1% does not fit the metric sqnr: the original's own figure is infinite. Set MinMetric instead, such as 30 (dB).")]
    [InlineData("0.5%", "MaxDrop=0.5% does not fit the metric sqnr: the original's own figure is infinite. Set MinMetric instead, such as 30 (dB).")]
    [Provokes("OB4004")]
    public void WhatIsInfiniteBeforeIsBoundedItself(string drop, string message)
    {
        Assert.Equal(message, Assert.Throws<OptiBuildException>(() => Of("sqnr", ("MaxDrop", drop))).Finding.Message);
        Assert.Equal(30, Of("sqnr", ("MinMetric", "30")).MinMetric);
    }

    static Criteria Of(string metric, params (string Name, string Text)[] texts) =>
        Criteria.Of(Options.From(texts.Select(t => KeyValuePair.Create(t.Name, t.Text))), MetricRows.All.Single(m => m.Name == metric));
}
