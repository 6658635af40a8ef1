using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Tests.Engine.Data;
using OptiBuild.Tests.Tables;
using static OptiBuild.Tests.Engine.Metrics.Answering;

namespace OptiBuild.Tests.Engine.Metrics;

public sealed class CtcTests
{
    static Output Steps(int classes, params int[] best) => Output([best.Length, classes], [.. best.SelectMany(b => Enumerable.Range(0, classes).Select(c => c == b ? 1f : 0))]);

    static Answer Of(Output output, params long[] label) => new([output], [output], new Label(null, null) { Classes = label });

    [Theory]
    [InlineData("",           new[] { 0, 1, 1, 0, 1, 2, 2, 0 }, new long[] { 1, 1, 2 })]
    [InlineData("blank=last", new[] { 3, 1, 1, 3, 1, 2, 0, 0 }, new long[] { 1, 1, 2, 0 })]
    [InlineData("blank=2",    new[] { 2, 2, 2 },                new long[] { })]
    [InlineData("",           new[] { 3, 3, 1, 3 },             new long[] { 3, 1, 3 })]
    public void CollapsesRepeatsThenRemovesBlanks(string blank, int[] steps, long[] expected)
    {
        Assert.Equal(expected, Ctc.Greedy(Of(Steps(4, steps)), Blank.Parse(blank)!));
        Assert.Equal(expected, Ctc.Greedy(Of(Steps(4, steps) with { Shape = [steps.Length, 1, 4] }), Blank.Parse(blank)!));
    }

    [Fact]
    public void NumbersOfClassesAreReadAsTheyAre()
    {
        Assert.Equal([5, 7], Ctc.Greedy(Of(Output([4], 5, 5, 0, 7) with { IsInteger = true }), Blank.First));
    }

    [Fact]
    public void NaNReadsAsAWrongToken()
    {
        var steps = Output([3, 2], 0, 1, float.NaN, 1, 1, 0);

        Assert.Equal([1, Answers.None], Ctc.Greedy(Of(steps), Blank.First));
        Assert.Equal([1.0, 1], TokenErrorRate.Score(Of(steps, 1), Blank.First));
    }

    [Fact]
    public void TokenErrorsAreEditsPerToken()
    {
        double[][] scores = [TokenErrorRate.Score(Of(Steps(4, 1, 0, 2), 1, 2, 3), Blank.First), TokenErrorRate.Score(Of(Steps(4, 1, 2, 3), 2), Blank.First), TokenErrorRate.Score(Labelled(Steps(4, 2), 2), Blank.First)];

        Assert.Equal([[1.0, 3], [2.0, 1], [0.0, 1]], scores);
        Assert.Equal(0.6, MetricRows.All.Single(m => m.Name == "ter").Combine(scores)(null));
    }

    [Theory]
    [InlineData("",           new[] { 1, 1, 0, 1, 2 }, new[] { "a", "ß" }, "aaß", 0)]
    [InlineData("",           new[] { 1, 1, 0, 1, 2 }, new[] { "_", "a", "ß" }, "aaß", 0)]
    [InlineData("blank=last", new[] { 0, 0, 2, 0, 1 }, new[] { "a", "ß" }, "aaß", 0)]
    [InlineData("blank=1",    new[] { 0, 1, 2 },       new[] { "a", "𝄞" }, "a𝄞", 0)]
    [InlineData("",           new[] { 1, 2 },          new[] { "a" }, "ab", 1)]
    [InlineData("",           new[] { 2 },             new[] { "a", "𝄞" }, "", 1)]
    public void CharactersAreTheNamesOfClasses(string blank, int[] steps, string[] characters, string text, double edits)
    {
        var output = Steps(3, steps);

        Assert.Equal([edits, text.EnumerateRunes().Count()], CharacterErrorRate.Score(new([output], [output], new Label(null, null) { Text = text }), Blank.Parse(blank)!, characters));
    }

    [Fact, Provokes("OB3017")]
    public void APictureIsNoSequence()
    {
        Assert.Equal("A sample has a sequence as its label, and the model's output has shape [2,3,4]. Give labels of the output's shape.",
            Ask.Refusal("OB3017", () => Ctc.Greedy(Of(Output([2, 3, 4], new float[24])), Blank.First)));
    }

    [Fact, Provokes("OB1002")]
    public void NobodyKnowsTheLastOfNumbers()
    {
        Assert.Equal("'blank=last' is not a value of Metric. Valid values are blank=<class>, where outputs are the numbers of classes.",
            Ask.Refusal("OB1002", () => Ctc.Greedy(Of(Output([1], 5) with { IsInteger = true }), new Blank(Number: null))));
    }
}
