using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using static OptiBuild.Tests.Engine.Metrics.Answering;

namespace OptiBuild.Tests.Engine.Metrics;

/// <summary>Values that scikit-learn and numpy give; reference.py beside this file prints them and names the versions.</summary>
public sealed class MetricReferenceTests
{
    /// <summary>Sums of a few doubles in another order.</summary>
    const double Rounding = 1e-12;

    /// <summary>Outputs and their exponentials are made of float.</summary>
    const double OfFloat = 1e-6;

    static readonly long[] Classes = [0, 0, 0, 1, 1, 2, 4, 4, 1, 0, 0, 1];
    static readonly int[] Given = [0, 0, 1, 1, 3, 0, 0, 1, 1, 0, 3, 1];

    [Theory]
    [InlineData("precision",          0.24)]
    [InlineData("precision:micro",    0.5)]
    [InlineData("precision:weighted", 0.45)]
    [InlineData("precision:0",        0.6)]
    [InlineData("precision:1",        0.6)]
    [InlineData("precision:3",        0.0)]
    [InlineData("precision:4",        0.0)]
    [InlineData("recall",             0.27)]
    [InlineData("recall:macro",       0.27)]
    [InlineData("recall:micro",       0.5)]
    [InlineData("recall:weighted",    0.5)]
    [InlineData("recall:1",           0.75)]
    [InlineData("recall:3",           0.0)]
    [InlineData("f1",                 0.2533333333333333)]
    [InlineData("f1:micro",           0.5)]
    [InlineData("f1:weighted",        0.47222222222222215)]
    [InlineData("f1:1",               0.6666666666666665)]
    [InlineData("f1:2",               0.0)]
    [InlineData("f1:9",               0.0)]
    [InlineData("iou",                0.18571428571428572)]
    [InlineData("iou:ignore=4",       0.275)]
    public void OfClasses(string metric, double expected)
    {
        Assert.Equal(expected, Figure(metric, Classes.Select((c, i) => Labelled(Answered(Given[i]), c))), Rounding);
    }

    /// <summary>All of them as the positions of two samples.</summary>
    [Theory]
    [InlineData("f1",           0.2533333333333333)]
    [InlineData("recall",       0.27)]
    [InlineData("iou",          0.18571428571428572)]
    [InlineData("iou:ignore=4", 0.275)]
    public void OfPositions(string metric, double expected)
    {
        Answer Part(Range range)
        {
            var output = Output([Given[range].Length, 5], [.. Given[range].SelectMany(g => Answered(g).Values.ToArray())]);
            return new([output], [output], new Label(null, null) { Classes = Classes[range] });
        }

        Assert.Equal(expected, Figure(metric, [Part(..7), Part(7..)]), Rounding);
    }

    [Theory]
    [InlineData("precision", 0.2111111111111111)]
    [InlineData("recall",    0.19166666666666665)]
    [InlineData("f1",        0.19444444444444442)]
    public void NaNIsAClassOfItsOwn(string metric, double expected)
    {
        Assert.Equal(expected, Figure(metric, Classes.Select((c, i) => Labelled(i % 5 == 0 ? Scores(float.NaN, 1, 2, 3, 4) : Answered(Given[i]), c))), Rounding);
    }

    [Theory]
    [InlineData("rocauc", 0.78)]
    [InlineData("ap",     0.7428571428571429)]
    public void OfOneScore(string metric, double expected)
    {
        long[] labels = [0, 1, 1, 0, 1, 0, 0, 1, 1, 0];
        float[] eighths = [1, 4, 4, 4, 6, 2, 6, 3, 7, 2];

        Assert.Equal(expected, Figure(metric, labels.Select((l, i) => Labelled(Scores(eighths[i] / 8), l))), Rounding);
        Assert.Equal(expected, Figure(metric, labels.Select((l, i) => Labelled(Scores(1 - eighths[i] / 8, eighths[i] / 8), l))), Rounding);
    }

    static readonly long[] ThreeClasses = [0, 1, 2, 0, 2, 0, 1, 1, 0, 2];
    static readonly float[][] Sixteenths = [[8, 4, 4], [4, 8, 4], [4, 4, 8], [6, 6, 4], [2, 2, 12], [4, 8, 4], [8, 8, 0], [1, 1, 14], [10, 4, 2], [4, 6, 6]];

    static IEnumerable<Answer> Distributions => ThreeClasses.Select((l, i) => Labelled(Scores([.. Sixteenths[i].Select(s => s / 16)]), l));

    [Theory]
    [InlineData("rocauc", 0.7698412698412698)]
    [InlineData("ap",     0.6375)]
    public void OfEachClassAgainstTheRest(string metric, double expected)
    {
        Assert.Equal(expected, Figure(metric, Distributions), Rounding);
    }

    [Fact]
    public void AveragePrecisionOfOneClass()
    {
        var classes = AveragePrecision.PerClass([.. Distributions.Select(OneVsRest.Score)]);

        Assert.Equal([(0, 4), (1, 3), (2, 3)], classes.Select(c => (c.Class, c.Count)));
        Assert.Equal(0.5444444444444444, classes[1].Figure(null), Rounding);
    }

    [Theory]
    [InlineData("rocauc", 0.6666666666666666)]
    [InlineData("ap",     0.65)]
    public void LogitsAreRankedByTheirSoftmax(string metric, double expected)
    {
        long[] labels = [0, 1, 2, 1, 0, 2];
        float[][] logits = [[2, 1, 0], [20, 21, 19], [0, -1, 1], [5, 5, 5], [-3, -2, -9], [7, 6.5f, 1]];

        Assert.Equal(expected, Figure(metric, labels.Select((l, i) => Labelled(Scores(logits[i]), l))), OfFloat);
    }

    [Theory]
    [InlineData("mae",  0.45)]
    [InlineData("rmse", 0.5590169943749475)]
    [InlineData("r2",   0.9416977611940298)]
    public void OfNumbersFarFromZero(string metric, double expected)
    {
        // Quarters of a million are exact in float.
        double[] labels = [1e6 + 1, 1e6 + 2, 1e6 + 4, 1e6 - 3, 1e6];
        float[] values = [1e6f + 1.5f, 1e6f + 2, 1e6f + 3, 1e6f - 2.5f, 1e6f + 0.25f];

        Assert.Equal(expected, Figure(metric, labels.Select((l, i) => Labelled(Scores(values[i]), l))), Rounding);
        Assert.Equal(expected, Figure(metric, [Labelled(Scores(values[..2]), labels[..2]), Labelled(Scores(values[2..]), labels[2..])]), Rounding);
    }

    [Theory]
    [InlineData(4f, 0.0)]
    [InlineData(3f, 1.0)]
    public void LabelsThatDoNotVaryAreExplainedByNothingButThemselves(float last, double expected)
    {
        Assert.Equal(expected, Figure("r2", [Labelled(Scores(3), 3.0), Labelled(Scores(3), 3.0), Labelled(Scores(last), 3.0)]));
    }

    [Theory]
    [InlineData("cosine", 0.7440353129128824)]
    [InlineData("sqnr",   15.051499783199061)]
    public void AgainstTheOriginal(string metric, double expected)
    {
        float[][] before = [[1, 2, 3], [-1, 0, 4], [0, 0, 0], [5, -5, 1]];
        float[][] after = [[1, 2, 3.5f], [-1, 0.5f, 3], [0, 0, 0.25f], [4, -5, 1]];

        Assert.Equal(expected, Figure(metric, before.Select((b, i) => Against(Scores(after[i]), Scores(b))), LabelKind.None), Rounding);
    }

    [Theory]
    [InlineData("top1", 0.25)]
    [InlineData("top2", 0.5)]
    [InlineData("top3", 0.75)]
    public void OfTheLargestScores(string metric, double expected)
    {
        long[] labels = [0, 1, 2, 2];
        float[][] scores = [[.1f, .2f, .3f, .4f], [.4f, .3f, .2f, .1f], [.25f, .35f, .15f, .05f], [.05f, .15f, .35f, .25f]];

        Assert.Equal(expected, Figure(metric, labels.Select((l, i) => Labelled(Scores(scores[i]), l))));
    }

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "", 3)]
    [InlineData("", "", 0)]
    [InlineData("intention", "execution", 5)]
    [InlineData("aab", "aba", 2)]
    [InlineData("straße", "strasse", 2)]
    public void OfEdits(string a, string b, int expected)
    {
        Assert.Equal(expected, EditDistance.Of([.. a], [.. b]));
    }

    /// <summary>Repeating samples is what the bootstrap does: the figure of the resample is the figure of the data that it stands for.</summary>
    [Theory]
    [InlineData("f1")]
    [InlineData("f1:weighted")]
    [InlineData("precision:1")]
    [InlineData("rocauc")]
    [InlineData("ap")]
    [InlineData("iou")]
    [InlineData("accuracy")]
    public void ResamplesAreDataOfTheirOwn(string metric)
    {
        int[] chosen = [9, 0, 0, 1, 5, 7, 2, 2, 2, 9];
        var row = MetricRows.For(Options.From([new("Metric", metric)]), LabelKind.Classes);
        var scores = Distributions.Select(row.Score).ToArray();

        Assert.Equal(row.Combine([.. chosen.Select(i => scores[i])])(null), row.Combine(scores)(chosen), Rounding);
    }

    [Fact]
    public void RankingOfASingleClassIsNoFigure()
    {
        Assert.Equal(double.NaN, Figure("rocauc", [Labelled(Scores(0.5f), 1), Labelled(Scores(0.25f), 1)]));
        Assert.Equal(double.NaN, Figure("ap", [Labelled(Scores(0.5f), 0), Labelled(Scores(0.25f), 0)]));
    }

    static Output Answered(int number) => Scores([.. Enumerable.Range(0, 5).Select(i => i == number ? 1f : 0)]);

    static double Figure(string metric, IEnumerable<Answer> answers) => Figure(metric, answers, metric is "mae" or "rmse" or "r2" ? LabelKind.Numbers : LabelKind.Classes);

    static double Figure(string metric, IEnumerable<Answer> answers, LabelKind labels)
    {
        var row = MetricRows.For(Options.From([new("Metric", metric)]), labels);
        return row.Combine([.. answers.Select(row.Score)])(null);
    }
}
