using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Tests.Engine.Data;
using OptiBuild.Tests.Tables;
using static OptiBuild.Tests.Engine.Metrics.Answering;

namespace OptiBuild.Tests.Engine.Metrics;

public sealed class MetricRowsTests
{
    static Options Asked(string metric) => Options.From([new("Metric", metric)]);

    [Theory]
    [InlineData(LabelKind.Classes, "accuracy")]
    [InlineData(LabelKind.Numbers, "rmse")]
    [InlineData(LabelKind.None, "agreement")]
    public void LabelsDecideWhereNothingIsAsked(LabelKind labels, string name)
    {
        Assert.Equal(name, MetricRows.For(Options.Default, labels).Name);
    }

    [Theory]
    [InlineData("RMSE", LabelKind.Classes, "rmse")]
    [InlineData("agreement", LabelKind.Numbers, "agreement")]
    public void TheOptionWins(string metric, LabelKind labels, string name)
    {
        Assert.Equal(name, MetricRows.For(Asked(metric), labels).Name);
    }

    [Fact, Provokes("OB1002")]
    public void RefuseUnknownNamesAndListTheirs()
    {
        Assert.Equal("'gain' is not a value of Metric. Valid values are accuracy, rmse, agreement, map, map50, map75.", Ask.Refusal("OB1002", () => MetricRows.For(Asked("gain"), LabelKind.None)));
    }

    [Theory, Provokes("OB3026")]
    [InlineData("accuracy", LabelKind.None, "Metric=accuracy needs class labels (whole numbers), and the data has no labels. Add labels, or choose another Metric.")]
    [InlineData("accuracy", LabelKind.Numbers, "Metric=accuracy needs class labels (whole numbers), and the data has real numbers as labels. Add labels, or choose another Metric.")]
    [InlineData("rmse", LabelKind.None, "Metric=rmse needs real numbers as labels, and the data has no labels. Add labels, or choose another Metric.")]
    public void RefuseLabelsThatDoNotSuit(string metric, LabelKind labels, string message)
    {
        Assert.Equal(message, Ask.Refusal("OB3026", () => MetricRows.For(Asked(metric), labels)));
    }

    [Fact]
    public void HaveDifferentNamesAndAFormula()
    {
        Assert.Equal(MetricRows.All.Length, MetricRows.All.Select(m => m.Name).Distinct().Count());
        Assert.All(MetricRows.All, m => Assert.NotEmpty(m.Formula));
    }

    public static TheoryData<string> Names => [.. MetricRows.All.Where(m => m.Boxes is null).Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void AreBestForAPerfectAnswer(string name)
    {
        var metric = MetricRows.All.Single(m => m.Name == name);
        var perfect = new Answer([Scores(2)], [Scores(2)], name == "rmse" ? new Label(null, [2.0]) : new Label(1, null));

        var figure = metric.Combine([metric.Score(perfect), metric.Score(perfect)])(null);

        Assert.Equal(metric.Direction == Direction.HigherIsBetter ? 1 : 0, figure);
    }

    [Fact]
    public void MeansAreOfTheChosenSamples()
    {
        double[][] scores = [[1], [0], [0], [1]];

        Assert.Equal(0.5, OptiBuild.Engine.Metrics.Scores.Mean(scores)(null));
        Assert.Equal(1.0, OptiBuild.Engine.Metrics.Scores.Mean(scores)([0, 3, 3]));
        Assert.Equal(0.0, OptiBuild.Engine.Metrics.Scores.Mean([])(null));
    }

    [Fact]
    public void FractionsAreNeitherHitsNorMisses()
    {
        Assert.True(OptiBuild.Engine.Metrics.Scores.AreHitsOrMisses([[1], [0]]));
        Assert.False(OptiBuild.Engine.Metrics.Scores.AreHitsOrMisses([[1], [0.5]]));
        Assert.False(OptiBuild.Engine.Metrics.Scores.AreHitsOrMisses([[1, 2]]));
    }

    [Fact]
    public void CountWhatIsNoFiniteNumber()
    {
        Assert.Equal(3, Outputs.NotFinite([Scores(1, float.NaN, float.NegativeInfinity), Scores(float.NaN)]));
    }
}
