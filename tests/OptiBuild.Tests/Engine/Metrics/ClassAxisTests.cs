using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using static OptiBuild.Tests.Engine.Metrics.Answering;

namespace OptiBuild.Tests.Engine.Metrics;

public sealed class ClassAxisTests
{
    static Output Zeros(params long[] shape) => Output(shape, new float[shape.Aggregate(1L, (a, b) => a * b)]);

    [Theory]
    [InlineData(new long[] { 3, 4, 5 }, 20, 3, 20)]
    [InlineData(new long[] { 4, 5, 3 }, 20, 3, 1)]
    [InlineData(new long[] { 1, 3, 4, 5 }, 20, 3, 20)]
    [InlineData(new long[] { 7, 3 }, 7, 3, 1)]
    [InlineData(new long[] { 3, 7 }, 7, 3, 7)]
    [InlineData(new long[] { 3, 3 }, 3, 3, 1)]
    [InlineData(new long[] { 3, 3, 3 }, 9, 3, 9)]
    [InlineData(new long[] { 4, 5 }, 20, 1, 1)]
    [InlineData(new long[] { 1, 4, 5 }, 20, 1, 1)]
    [InlineData(new long[] { 6 }, 1, 6, 1)]
    public void IsFoundByTheNumberOfLabels(long[] shape, int labels, int classes, int step)
    {
        Assert.Equal(new ClassAxis(classes, labels, step), ClassAxis.Of(Zeros(shape), labels));
    }

    [Theory]
    [InlineData(new long[] { 3, 4, 5 }, 19)]
    [InlineData(new long[] { 4, 3, 5 }, 20)]
    [InlineData(new long[] { 0 }, 1)]
    [InlineData(new long[] { 3 }, 0)]
    public void OtherNumbersDoNotFit(long[] shape, int labels)
    {
        Assert.Null(ClassAxis.Of(Zeros(shape), labels));
    }

    [Theory]
    [InlineData(new long[] { }, 1, 1, 1)]
    [InlineData(new long[] { 10 }, 10, 1, 1)]
    [InlineData(new long[] { 7, 3 }, 3, 7, 1)]
    [InlineData(new long[] { 21, 64, 64 }, 21, 4096, 4096)]
    [InlineData(new long[] { 64, 64, 21 }, 21, 4096, 1)]
    [InlineData(new long[] { 10, 1, 1 }, 10, 1, 1)]
    public void IsGuessedByTheShapeWithoutLabels(long[] shape, int classes, int positions, int step)
    {
        Assert.Equal(new ClassAxis(classes, positions, step), ClassAxis.Of(Zeros(shape)));
    }

    /// <summary>Planes are searched one after another; the plain way looks at each position by itself.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void PlanesGiveTheSameAnswersAsPositions(int seed)
    {
        var random = new Random(seed);
        var planes = Output([4, 6, 7], [.. Enumerable.Range(0, 4 * 42).Select(_ => random.Next(12) == 0 ? float.NaN : random.Next(5))]);
        var pixels = Output([6, 7, 4], [.. Enumerable.Range(0, 42).SelectMany(p => Enumerable.Range(0, 4).Select(c => planes.Values.Span[c * 42 + p]))]);

        var expected = Answers.Of(pixels, new(4, 42, 1));

        Assert.Contains(Answers.None, expected);
        Assert.Equal(expected, Answers.Of(planes, new(4, 42, 42)));
    }

    [Fact]
    public void AccuracyAndIntersectionSeeTheSamePictures()
    {
        var label = new Label(null, null) { Classes = [0, 1, 2, 1] };
        float[] first = [9, 0, 0, 1, 0, 9, 0, 0, 0, 0, 9, 2], last = [9, 0, 0, 0, 9, 0, 0, 0, 9, 1, 0, 2];

        foreach (var output in (Output[])[Output([3, 2, 2], first), Output([2, 2, 3], last), Numbers(0, 1, 2, 2)])
        {
            var answer = new Answer([output], [output], label);

            Assert.Equal([0.75], Accuracy.Score(answer));
            Assert.Equal([0.0, 0, 1, 1, 1, 1, 1, 2, 1, 2, 2, 1], Decisions.Score(answer));
        }
    }

    [Fact]
    public void AScoreMapIsAboveOneHalf()
    {
        var output = Output([1, 2, 2], 0.2f, 0.6f, 0.5f, 0.9f);

        Assert.Equal([0.0, 0, 1, 1, 0, 1, 1, 1, 2], Decisions.Score(new Answer([output], [output], new Label(null, null) { Classes = [0, 1, 1, 1] })));
    }

    [Fact]
    public void LabelsMayNameAnyClassWhereOutputsAreClasses()
    {
        Answer Of(Output output) => new([output], [output], new Label(1, null));

        Assert.Null(ClassAxis.Limit(Of(Output([], 7) with { IsInteger = true })));
        Assert.Equal(2, ClassAxis.Limit(Of(Output([], 7))));
        Assert.Equal(5, ClassAxis.Limit(Of(Zeros(5))));
        Assert.Equal([1.0], Accuracy.Score(Labelled(Output([1], 7) with { IsInteger = true }, 7)));
    }

    static Output Numbers(params float[] values) => Output([2, 2], values) with { IsInteger = true };
}
