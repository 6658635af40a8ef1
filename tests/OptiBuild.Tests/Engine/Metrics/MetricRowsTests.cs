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
        Assert.Equal($"'wer' is not a value of Metric. Valid values are {string.Join(", ", MetricRows.All.Select(m => m.Name))}, command:<your program>.", Ask.Refusal("OB1002", () => MetricRows.For(Asked("wer"), LabelKind.None)));
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

    [Theory]
    [InlineData("TOP3", "top3")]
    [InlineData("top1", "top1")]
    [InlineData("F1", "f1")]
    [InlineData("f1:Micro", "f1:Micro")]
    [InlineData("recall:2", "recall:2")]
    [InlineData("ter:blank=last", "ter:blank=last")]
    [InlineData("ter:blank=0", "ter")]
    [InlineData("iou:ignore=255", "iou:ignore=255")]
    public void TakeArguments(string metric, string name)
    {
        Assert.Equal(name, MetricRows.For(Asked(metric), LabelKind.Classes).Name);
    }

    [Theory, Provokes("OB1002")]
    [InlineData("f1:average", "f1 and :micro, :weighted, :<class>; macro without")]
    [InlineData("top0", "top5 and top1, top3 … any number")]
    [InlineData("ter:last", "ter and :blank=last, :blank=<class>; 0 without")]
    [InlineData("iou:255", "iou and :ignore=255, a label that does not count")]
    [InlineData("accuracy:5", "accuracy, without an argument")]
    public void RefuseOtherArgumentsAndListTheirs(string metric, string valid)
    {
        Assert.Equal($"'{metric}' is not a value of Metric. Valid values are {valid}.", Ask.Refusal("OB1002", () => MetricRows.For(Asked(metric), LabelKind.Classes)));
    }

    [Fact]
    public void ClassesAreNamedAsTheDataNamesThem()
    {
        using var samples = new NamedSamples("t-shirt", "coat");
        double[][] scores = [[0, 0, 1], [1, 0, 1]];

        Assert.Equal(0.5, MetricRows.For(Asked("precision:T-Shirt"), samples).Combine(scores)(null));
        Assert.Equal(0.0, MetricRows.For(Asked("precision:1"), samples).Combine(scores)(null));
        Assert.Equal("'f1:hat' is not a value of Metric. Valid values are f1 and :micro, :weighted, :<class>; macro without (t-shirt, coat).",
            Ask.Refusal("OB1002", () => MetricRows.For(Asked("f1:hat"), samples)));
    }

    [Fact, Provokes("OB3026")]
    public void CharactersNeedNames()
    {
        Assert.Equal("Metric=cer needs the names of the classes, its characters, and the data has none. Add labels, or choose another Metric.",
            Ask.Refusal("OB3026", () => MetricRows.For(Asked("cer"), LabelKind.Texts)));
    }

    public static TheoryData<string> Names => [.. MetricRows.All.Where(m => m.Needs is LabelKind.Classes or LabelKind.Numbers or LabelKind.None).Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void AreBestForAPerfectAnswer(string name)
    {
        var metric = MetricRows.All.Single(m => m.Name == name);
        var numbers = metric.Needs == LabelKind.Numbers;
        Answer Perfect(int c) => numbers ? Labelled(Scores(c), 1.0 * c) : Labelled(Scores([.. Enumerable.Range(0, 7).Select(i => i == c ? 1f : 0)]), c);

        var figure = metric.Combine([metric.Score(Perfect(1)), metric.Score(Perfect(2))])(null);

        Assert.Equal(metric.IsFloored ? double.PositiveInfinity : metric.Direction == Direction.HigherIsBetter ? 1 : 0, figure, 1e-15);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AreWorstForNaNAndNeverCrash(string name)
    {
        var metric = MetricRows.All.Single(m => m.Name == name);
        var nothing = Scores([.. Enumerable.Repeat(float.NaN, metric.Needs == LabelKind.Numbers ? 1 : 7)]);
        Answer Answered(int c) => new([nothing], [Scores([.. Enumerable.Range(0, nothing.Values.Length).Select(i => i == c ? 1f : 0)])], metric.Needs == LabelKind.Numbers ? new Label(null, [c]) : new Label(c, null));

        var figure = metric.Combine([metric.Score(Answered(1)), metric.Score(Answered(2))])(null);

        var worst = name switch { "r2" or "sqnr" => double.NegativeInfinity, "cosine" => -1, "rmse" or "mae" => double.PositiveInfinity, "ter" => 1, "ap" => 0.5, _ => 0 };
        Assert.Equal(worst, figure);
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
    public void RatiosAreOfSums()
    {
        double[][] scores = [[1, 2], [3, 2]];

        Assert.Equal(1, OptiBuild.Engine.Metrics.Scores.Ratio(scores)(null));
        Assert.Equal(0.5, OptiBuild.Engine.Metrics.Scores.Ratio(scores)([0, 0]));
        Assert.Equal(0, OptiBuild.Engine.Metrics.Scores.Ratio([[0, 0]])(null));
        Assert.Equal(double.PositiveInfinity, OptiBuild.Engine.Metrics.Scores.Ratio([[1, 0]])(null));
    }

    [Fact]
    public void CountWhatIsNoFiniteNumber()
    {
        Assert.Equal(3, Outputs.NotFinite([Scores(1, float.NaN, float.NegativeInfinity), Scores(float.NaN)]));
    }

    sealed class NamedSamples(params string[] names) : Samples
    {
        public override int Count => 0;
        public override LabelKind Labels => LabelKind.Classes;
        public override IReadOnlyList<string> ClassNames => names;
        public override IEnumerable<Sample> Read(CancellationToken cancel) => [];
        public override string Hash() => "";
    }
}
