using OptiBuild.Engine.Data;
using OptiBuild.Engine.Levels;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using Samples = OptiBuild.Engine.Data.Samples;

namespace OptiBuild.Tests.Engine.Levels;

public class RowFrequencyTests
{
    /// <summary>Means are kept as float.</summary>
    const double FloatMeans = 1e-6;

    sealed class Tokens(params long[][] rows) : Samples
    {
        public override int Count => rows.Length;
        public override LabelKind Labels => LabelKind.None;
        public override string Hash() => "";

        public override IEnumerable<Sample> Read(CancellationToken cancel) =>
            rows.Select(r => new Sample([new SampleArray("ids", ElementType.Int64, [r.Length], Tensor.Int64s([r.Length], r).Data)], null, "memory"));
    }

    static Node Lookup(string text) => ModelSamples.Parse($"g (int64[N,S] ids, float[N,S] f) => (float[N,S,3] y) <float[5,3] e = ~> {{ {text} }}").Graph.Nodes.Single(n => n.OpType == "Gather");

    [Fact]
    public void CountsWhatSamplesLookUp()
    {
        // Of 8 lookups two rows were seen once: row 4, never asked for, gets as much as the two together.
        var frequency = RowFrequency.Of([Lookup("y = Gather(e, ids)")], new Tokens([0, 0, 0, 0], [1, 1, 2, -2]));

        Assert.Equal([4 / 1.6, 2 / 1.6, 1 / 1.6, 1 / 1.6, 2 / 1.6], frequency.Select(f => (double)f), (a, b) => Math.Abs(a - b) < FloatMeans);
    }

    [Theory]
    [InlineData("i = Cast<to=6>(ids) y = Gather(e, i)")]
    [InlineData("s = Constant<value = int64[3] {0, 0, 1}>() i = Identity(ids) y = Gather(e, i)")]
    public void FollowsWhatOnlyChangesTheForm(string text) =>
        Assert.Equal(5, RowFrequency.Of([Lookup(text)], new Tokens([0, 1])).Length);

    [Theory]
    [InlineData("i = Cast<to=7>(f) y = Gather(e, i)", false)]
    [InlineData("i = Add(ids, ids) y = Gather(e, i)", true)]
    [InlineData("y = Gather<axis=1>(e, ids)", true)]
    public void SaysNothingWhereSamplesDoNotTell(string text, bool hasTokens) =>
        Assert.Empty(RowFrequency.Of([Lookup(text)], hasTokens ? new Tokens([0, 1]) : new Tokens([0])));

    [Fact]
    public void SaysNothingWhereNothingIsLookedUp() => Assert.Empty(RowFrequency.Of([Lookup("y = Gather(e, ids)")], new Tokens([7, 9])));
}
