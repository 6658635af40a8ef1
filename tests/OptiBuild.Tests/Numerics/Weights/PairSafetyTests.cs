using FsCheck;
using FsCheck.Fluent;
using OptiBuild.Numerics;
using OptiBuild.Numerics.Algebra;
using OptiBuild.Numerics.Statistics;
using OptiBuild.Numerics.Weights;

namespace OptiBuild.Tests.Numerics.Weights;

public class PairSafetyTests
{
    /// <summary>A layer of any small size, with weights whose pairs are unsafe more or less often.</summary>
    sealed record Layer(int Channels, int Kernel, int Outputs, int QMax, ulong Seed)
    {
        public int Columns => Channels * Kernel;
        public ChannelShape Shape => new(1, Outputs, Columns);
        public PairOrder Order => PairOrder.Convolution(Channels, Kernel);
        public float[] Weights => Seed % 3 == 0
            ? Samples.Laplace(Shape.Length, 0.1, Seed)
            : Samples.Uniform(Shape.Length, Seed % 3 == 1 ? 0.05f : -1, 1, Seed);
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(5, 3)]
    [InlineData(1, 2)]
    public void OutputsOfOneScaleHaveTheirPairsEachForItself(int columns, int outputs)
    {
        var order = PairOrder.Along(columns, outputs);

        Assert.Equal(columns * outputs, order.Columns);
        Assert.Equal(from o in Enumerable.Range(0, outputs) from j in Enumerable.Range(0, columns / 2) select new WeightPair(o * columns + 2 * j, o * columns + 2 * j + 1), order.Pairs);
    }

    static Arbitrary<Layer> Layers =>
        (from channels in Gen.Choose(1, 9)
         from kernel in Gen.Elements(1, 2, 4, 9)
         from outputs in Gen.Choose(1, 4)
         from qmax in Gen.Elements(3, 64, 65, 100, 127)
         from seed in Gen.Choose(1, 1_000_000)
         select new Layer(channels, kernel, outputs, qmax, (ulong)seed)).ToArbitrary();

    static void Check(Func<Layer, bool> property) => Prop.ForAll(Layers, property).QuickCheckThrowOnFailure();

    /// <summary>The pairs by definition: neighbours at even places when sorted by kernel position, then channel.</summary>
    static IEnumerable<(int, int)> Neighbours(Layer layer)
    {
        var read = Enumerable.Range(0, layer.Columns).OrderBy(i => i % layer.Kernel).ThenBy(i => i / layer.Kernel).ToArray();
        return Enumerable.Range(0, layer.Columns / 2).Select(j => (read[2 * j], read[2 * j + 1]));
    }

    static bool IsSafe(Layer layer, sbyte[] q) => Enumerable.Range(0, layer.Outputs).All(o =>
        Neighbours(layer).All(p => Math.Abs(q[o * layer.Columns + p.Item1] + q[o * layer.Columns + p.Item2]) <= 128));

    static double Error(Layer layer, int output, Func<int, double> restored)
    {
        var w = layer.Weights;
        return Enumerable.Range(output * layer.Columns, layer.Columns).Sum(i => (w[i] - restored(i)) * (w[i] - restored(i)));
    }

    static Gram Moments(Layer layer)
    {
        var gram = new Gram(1, layer.Columns);
        var x = Samples.Gaussian(50 * layer.Columns, 1, layer.Seed + 1);
        for (var i = 1; i < x.Length; i++) x[i] = 0.7f * x[i - 1] + 0.5f * x[i];
        gram.Add(x);
        return gram;
    }

    [Fact]
    public void OrderIsChannelsLast()
    {
        Check(layer => layer.Order.Pairs.Select(p => (p.First, p.Second)).ToHashSet()
            .SetEquals(Neighbours(layer).Select(p => (Math.Min(p.Item1, p.Item2), Math.Max(p.Item1, p.Item2)))));
    }

    [Theory]
    [InlineData(127, 1, true)]
    [InlineData(127, 2, false)]
    [InlineData(64, 64, true)]
    [InlineData(-64, -64, true)]
    [InlineData(-65, -64, false)]
    [InlineData(127, -128, true)]
    [InlineData(-128, 0, true)]
    [InlineData(-128, -1, false)]
    public void HoldsExactlyWhereTheSumFits16Bits(int first, int second, bool holds)
    {
        // Saturation of 255·q₁ + 255·q₂ and of 255·q alone, by the definition of a signed 16-bit integer.
        Assert.Equal(holds, Math.Abs(255 * (first + second)) <= short.MaxValue);
        Assert.Equal(holds, PairSafety.Holds([(sbyte)first, (sbyte)second, 0], new(1, 1, 3), PairOrder.Along(3)));
        Assert.Equal(holds, PairSafety.Holds([(sbyte)first, 5, (sbyte)second, 5], new(2, 2, 1), PairOrder.Along(2)));
        Assert.True(PairSafety.Holds([0, (sbyte)first, (sbyte)second], new(1, 1, 3), PairOrder.Along(3)));
        Assert.True(PairSafety.Holds([(sbyte)first, (sbyte)second], new(1, 1, 2), PairOrder.None));
    }

    [Fact]
    public void RoundToNearestKeepsAllPairsSafe()
    {
        Check(layer => IsSafe(layer, RoundToNearest.PerChannel(layer.Weights, layer.Shape, new Rounding(layer.QMax) { Pairs = layer.Order }).Values));
    }

    [Fact]
    public void GptqKeepsAllPairsSafe()
    {
        Check(layer =>
        {
            var q = Gptq.Round(layer.Weights, new LayerShape(layer.Shape, 1), Moments(layer), new Rounding(layer.QMax) { Pairs = layer.Order });
            return IsSafe(layer, q.Values) && PairSafety.Holds(q.Values, layer.Shape, layer.Order) && q.Values.All(v => Math.Abs((int)v) <= layer.QMax);
        });
    }

    [Fact]
    public void IsNoWorseThanTheSmallestScaleAtWhichAllPairsAreSafe()
    {
        Check(layer =>
        {
            var w = layer.Weights;
            var q = RoundToNearest.PerChannel(w, layer.Shape, new Rounding(layer.QMax) { Pairs = layer.Order });
            return Enumerable.Range(0, layer.Outputs).All(o =>
            {
                var safe = SmallestSafe(layer, w.AsSpan(o * layer.Columns, layer.Columns).ToArray());
                // Errors are sums of squares that cancel down to 10⁻⁷ of the weights' own.
                return Error(layer, o, i => q.Values[i] * (double)q.Scales[o]) <= 1.000001 * Error(layer, o, i => safe.Quantize(w[i]) * (double)safe.Scale) + 1e-7;
            });
        });
    }

    /// <summary>By trial of every scale at which any level changes.</summary>
    static Affine SmallestSafe(Layer layer, float[] channel)
    {
        var full = Affine.Symmetric(channel.Max(MathF.Abs), layer.QMax);
        var changes = from w in channel from level in Enumerable.Range(1, layer.QMax) select (float)(Math.Abs((double)w) / (level - 0.5));
        // The quotient is a float too: its rounding moves a change by up to two units in the last place.
        var scales = changes.SelectMany(s => Enumerable.Range(-2, 5).Select(ulps => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(s) + ulps))).Append(full.Scale).Where(s => s >= full.Scale).Order();
        return scales.Select(s => full with { Scale = s })
            .First(affine => Neighbours(layer).All(p => Math.Abs(affine.Quantize(channel[p.Item1]) + affine.Quantize(channel[p.Item2])) <= 128));
    }

    [Fact]
    public void SmallestSafeScaleIsFoundExactly()
    {
        Check(layer => Enumerable.Range(0, layer.Outputs).All(o =>
        {
            var channel = layer.Weights.AsSpan(o * layer.Columns, layer.Columns).ToArray();
            var rounding = new Rounding(layer.QMax) { Pairs = layer.Order };
            if (PairProjection.For(rounding) is not { } projection) return 2 * layer.QMax <= 128;
            projection.Load(channel, channel);
            return projection.LeastSafeScale(Affine.Symmetric(channel.Max(MathF.Abs), layer.QMax).Scale) == SmallestSafe(layer, channel).Scale;
        }));
    }

    [Fact]
    public void ChangesNothingWherePairsAreSafeAnyway()
    {
        Check(layer =>
        {
            // Alternating signs: no pair of equal sign.
            var w = layer.Weights.Select(MathF.Abs).ToArray();
            foreach (var (first, _) in Neighbours(layer))
                for (var o = 0; o < layer.Outputs; o++) w[o * layer.Columns + first] *= -1;
            var free = RoundToNearest.PerChannel(w, layer.Shape, layer.QMax);
            var bound = RoundToNearest.PerChannel(w, layer.Shape, new Rounding(layer.QMax) { Pairs = layer.Order });
            return free.Values.SequenceEqual(bound.Values) && free.Scales.SequenceEqual(bound.Scales);
        });
    }

    [Fact]
    public void GptqChangesNothingWhereLevelsAreSafeByThemselves()
    {
        Check(layer =>
        {
            var (shape, gram) = (new LayerShape(layer.Shape, 1), Moments(layer));
            var free = Gptq.Round(layer.Weights, shape, gram, new Rounding(Math.Min(64, layer.QMax)));
            var bound = Gptq.Round(layer.Weights, shape, gram, new Rounding(Math.Min(64, layer.QMax)) { Pairs = layer.Order });
            return free.Values.SequenceEqual(bound.Values) && free.Scales.SequenceEqual(bound.Scales);
        });
    }

    [Fact]
    public void APairIsRoundedToTheNearestSafeLevels()
    {
        var random = new SplitMix64(1);
        var projection = new PairProjection(PairOrder.Along(2), 127);
        for (var trial = 0; trial < 2000; trial++)
        {
            float[] w = [(float)(140 * random.NextDouble()), (float)(140 * random.NextDouble())];
            float[] h = [(float)random.NextDouble(), (float)random.NextDouble()];
            var affine = new Affine(1, 0, -127, 127);
            int[] q = [affine.Quantize(w[0]), affine.Quantize(w[1])];
            projection.Load(w, h);
            foreach (var (i, from, to) in projection.Moves(affine))
            {
                Assert.Equal(q[i], from);
                q[i] = to;
            }

            var best = Enumerable.Range(0, 128).Min(first => Enumerable.Range(0, Math.Min(127, 128 - first) + 1).Min(second => Cost(w, h, first, second)));
            // Ties and the rounding of floats.
            Assert.True(Cost(w, h, q[0], q[1]) <= best + 1e-3 && q[0] + q[1] <= 128);
        }

        static double Cost(float[] w, float[] h, int first, int second) =>
            h[0] * Math.Pow(w[0] - (double)first, 2) + h[1] * Math.Pow(w[1] - (double)second, 2);
    }
}
