using OptiBuild.Engine;
using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Channels;
using OptiBuild.Engine.Quantization.Insertion;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Numerics.Metrics;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

public class EqualizerTests
{
    const int SampleCount = 32;

    /// <summary>Factors that a BatchNormalization folded into a depthwise net leaves: what one layer makes small, the next takes up.</summary>
    static readonly float[] Factors = [100, 10, 1, 0.1f, 0.03f, 0.01f, 3, 0.3f];

    static readonly Run Quietly = new(1, (_, _) => { }, CancellationToken.None);

    static string Net(string activation) => $$"""
        g (float[N,3,8,8] x) => (float[N,5,?,?] y)
        <float[8,3,1,1] w1 = ~, float[8] b1 = ~, float[8,1,3,3] wd = ~, float[8] bd = ~, float[5,8,1,1] w2 = ~, float[5] b2 = ~, float low = {0.0}, float high = {6.0}>
        {
            a = Conv(x, w1, b1)
            r = {{activation.Replace("*", "a", StringComparison.Ordinal)}}
            d = Conv<group=8>(r, wd, bd)
            s = {{activation.Replace("*", "d", StringComparison.Ordinal)}}
            y = Conv(s, w2, b2)
        }
        """;

    /// <summary>The net with channels between the first two convolutions that differ 10 000-fold.</summary>
    static Model Uneven(string activation)
    {
        var model = ModelSamples.Parse(Net(activation));
        Multiply(model, "w1", c => Factors[c]);
        Multiply(model, "b1", c => Factors[c]);
        Multiply(model, "wd", c => 1 / Factors[c]);
        return model;
    }

    static void Multiply(Model model, string name, Func<int, float> factor)
    {
        var value = model.Graph.Own(name)!;
        var each = (int)(value.Data!.Count / Factors.Length);
        value.Data = Tensor.Floats(value.Data.Shape, [.. value.Data.Span<float>().ToArray().Select((v, i) => v * factor(i / each))]);
    }

    static IReadOnlyList<EqualizationPlan> Plan(Model model) =>
        Equalizer.Plan(model, Placement.Plan(model.Graph, _ => false), Targets.ByName[TargetName.Any], RandomSamples.For(model, SampleCount), Quietly);

    static double SqnrDb(Model float32, Model model)
    {
        var samples = RandomSamples.For(float32, SampleCount, seed: 9);
        return Sqnr.Db(OnnxRuntime.Answers(float32, samples, Optimization.None), OnnxRuntime.Answers(model, samples, Optimization.None));
    }

    static Model QuantizedOf(Model model)
    {
        var copy = model.Clone();
        var (placement, target, samples) = (Placement.Plan(copy.Graph, _ => false), Targets.ByName[TargetName.Any], RandomSamples.For(copy, SampleCount));
        var seen = Calibrator.Measure(copy, Quantizer.Wants(copy.Graph, placement), samples, Quietly);
        QdqInsertion.Apply(copy, Quantizer.Plan(copy, placement, target, seen, source: null));
        RemoveUnused.Run(copy);
        return copy;
    }

    [Fact]
    public void UnevenChannelsBeforeADepthwiseConvolutionStopCosting()
    {
        var (plain, equalized) = (Uneven("Relu(*)"), Uneven("Relu(*)"));

        Assert.NotEqual(0, Equalizer.Apply(Plan(equalized)));

        // arXiv:1906.04721, figure 1 and table 1: without it such a net keeps nothing, with it nearly all.
        var (before, after) = (SqnrDb(plain, QuantizedOf(plain)), SqnrDb(plain, QuantizedOf(equalized)));
        Assert.InRange(before, double.NegativeInfinity, 20);
        Assert.InRange(after, 30, double.PositiveInfinity);
    }

    [Fact]
    public void ClipToSixStopsIt()
    {
        var model = Uneven("Clip(*, low, high)");

        Assert.Empty(Plan(model));
        Assert.Contains(ChannelGroups.Find(model, Depthwise.Ends), g => Homogeneity.Declines(g) == "'r' is a Clip that does not keep factors");
    }

    [Fact]
    public void SumsOfBranchesStopIt()
    {
        var model = ModelSamples.Parse("""
            g (float[N,3,8,8] x) => (float[N,5,?,?] y)
            <float[8,3,1,1] w1 = ~, float[8,3,1,1] w2 = ~, float[5,8,1,1] w3 = ~>
            { a = Conv(x, w1) b = Conv(x, w2) s = Add(a, b) y = Conv(s, w3) }
            """);

        Assert.Equal("'s' adds branches", Equalizer.Declines(ChannelGroups.Find(model, Depthwise.Ends)[0]));
    }

    [Fact]
    public void WithoutSamplesNothingIsScaled() =>
        Assert.Empty(Equalizer.Plan(Uneven("Relu(*)"), Placement.Plan(Uneven("Relu(*)").Graph, _ => false), Targets.ByName[TargetName.Any], null, Quietly));

    [Fact]
    public void SameSamplesGiveTheSameScales() => Assert.Equal(Plan(Uneven("Relu(*)"))[0].Scales, Plan(Uneven("Relu(*)"))[0].Scales);
}
