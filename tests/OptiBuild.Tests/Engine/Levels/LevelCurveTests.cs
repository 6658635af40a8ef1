using OptiBuild.Engine.Levels;
using OptiBuild.Engine.Quantization;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;
using Numbers = OptiBuild.Tests.Numerics.Samples;

namespace OptiBuild.Tests.Engine.Levels;

public class LevelCurveTests
{
    const int Outputs = 16, Columns = 200;

    static readonly double[] Steps = [2, 8, 32];

    static LayerWeight Weight(PairOrder pairs) =>
        new(Tensor.Floats([Outputs, Columns], Numbers.Laplace(Outputs * Columns, 0.05, 1)), new(new(1, Outputs, Columns), 1), [], pairs, HasBias: false);

    static double Bits(Rounded rounded) => CodeCost.Entropy(CodeCost.Count(rounded.Weights.Values, sbyte.MaxValue));

    [Fact]
    public void CoarserStepsCostFewerBitsAndMoreNoise()
    {
        var w = Weight(PairOrder.None);
        var finest = LayerRounding.Nearest(w, sbyte.MaxValue);

        Rounded[] curve = [finest, .. LevelCurve.Of(w, finest, null, Steps)];

        foreach (var (finer, coarser) in curve.Zip(curve.Skip(1)))
        {
            Assert.True(Bits(coarser) < Bits(finer));
            Assert.True(coarser.Weights.SqnrDb < finer.Weights.SqnrDb);
        }
    }

    [Fact]
    public void AllChannelsHaveTheSameStepUnlessTheirLargestWeightWouldNotFit()
    {
        var w = Weight(PairOrder.Along(Columns));
        var finest = LayerRounding.Nearest(w, sbyte.MaxValue);
        var step = Math.Sqrt(finest.Weights.Scales.Average(s => (double)s * s));

        var scales = LevelCurve.Of(w, finest, null, [1.5])[0].Weights.Scales;

        for (var o = 0; o < Outputs; o++)
        {
            var largest = w.Data.Span<float>().Slice(o * Columns, Columns).ToArray().Max(Math.Abs);
            Assert.Equal((float)Math.Max(1.5 * step, largest / 64), scales[o], 1e-7);
        }
    }

    [Fact]
    public void NoTwoLevelsCanSaturate()
    {
        var w = Weight(PairOrder.Along(Columns));

        foreach (var coarser in LevelCurve.Of(w, LayerRounding.Nearest(w, sbyte.MaxValue), null, [1, .. Steps]))
            Assert.InRange(coarser.Weights.Values.Max(q => Math.Abs((int)q)), 1, 64);
    }

    [Fact]
    public void OneScaleForAllStaysOne()
    {
        var w = Weight(PairOrder.None);
        var finest = LayerRounding.Nearest(w, sbyte.MaxValue) with { Granularity = Granularity.Tensor };

        Assert.All(LevelCurve.Of(w, finest, null, Steps), c => Assert.Single(c.Weights.Scales.Distinct()));
    }

    [Fact]
    public void RowsThatMatterMoreGetFinerStepsOnAGrid()
    {
        var w = Weight(PairOrder.None) with { Importance = [.. Enumerable.Range(0, Outputs).Select(o => o < 8 ? 16f : 0.25f)] };

        var scales = LevelCurve.Of(w, LayerRounding.Nearest(w, sbyte.MaxValue), null, [16])[0].Weights.Scales;

        // √(16 / 0.25) = 8 = √2⁶
        Assert.Equal(8, scales[8] / (double)scales[0], 1e-5);
        Assert.Equal(2, scales.Distinct().Count());
    }
}
