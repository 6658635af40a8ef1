using System.Runtime.InteropServices;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Onnx.Passes;

public class SplitLayerNormalizationTests
{
    /// <summary>Of float32 for values of about 1.</summary>
    const double FloatRounding = 1e-5;

    const string Residual = """
        g (float[N,16,64] x, float[N,16,64] z) => (float[N,16,64] y, float[N,16,64] sum) <float[64] scale = ~, float[64] shift = ~>
        { sum = Add(x, z) y = LayerNormalization<axis=-1, epsilon=0.001>(sum, scale, shift) }
        """;

    [Fact]
    public void BecomesInstanceNormalization()
    {
        var model = Split(Residual);

        Assert.Equal(["Add", "InstanceNormalization", "Mul", "Add"], model.Graph.Nodes.Select(n => n.OpType));
        Assert.Equal("y", model.Graph.Nodes[^1].Output(0)!.Name);
        Assert.Equal(0.001f, model.Graph.Nodes[1].Attributes.Float("epsilon", 0));
        Assert.Equal(model.Graph.Nodes.Count, model.Graph.Nodes.Select(n => n.Name).Distinct().Count());
    }

    [Fact]
    public void WithoutShiftThereIsNoAdd() =>
        Assert.Equal(["InstanceNormalization", "Mul"], Split("g (float[N,16,64] x) => (y) <float[64] scale = ~> { y = LayerNormalization(x, scale) }").Graph.Nodes.Select(n => n.OpType));

    [Fact]
    public void EpsilonIsTheDefaultOfLayerNormalization() =>
        Assert.Equal(1e-5f, Split("g (float[N,16,64] x) => (y) <float[64] scale = ~> { y = LayerNormalization(x, scale) }").Graph.Nodes[0].Attributes.Float("epsilon", 0));

    [Theory]
    [InlineData(17, "N,S,384")]
    [InlineData(18, "N,S,384")]
    [InlineData(21, "N,S,384")]
    [InlineData(17, "N,384")]
    [InlineData(17, "N,2,2,384")]
    public void OtherShapesAreNormalizedStepByStep(int opset, string shape)
    {
        var text = $$"""
            <ir_version: 8, opset_import: ["" : {{opset}}]> g (float[{{shape}}] x) => (y) <float[384] scale = ~, float[384] shift = ~>
            { y = LayerNormalization(x, scale, shift) }
            """;
        var (before, model) = (ModelSamples.Parse(text), Split(text));

        Assert.DoesNotContain("LayerNormalization", OnnxRuntime.Operators(model));
        Assert.Equal(model.Graph.Nodes.Count, model.Graph.Nodes.Select(n => n.Name).Distinct().Count());
        var answers = Answers.Of(ModelWriter.ToBytes(before), 2, 5);
        Assert.Null(answers.Refusal);
        Assert.Equal(Floats(answers), Floats(Answers.Of(ModelWriter.ToBytes(model), 2, 5)), Close.Within(FloatRounding));
    }

    [Fact]
    public void OnesAndZerosAreShared()
    {
        var model = Split("""
            g (float[N,16,64] x) => (y) <float[64] s1 = ~, float[64] s2 = ~>
            { a = LayerNormalization(x, s1) y = LayerNormalization(a, s2) }
            """, ("a", Shape.Of("N", 16, 64)));

        Assert.Equal(4, model.Graph.Initializers.Count());
    }

    /// <summary>The mean of the rows is up to this many times their deviation, as in residual streams.</summary>
    [Theory]
    [InlineData(0, "3,16,64")]
    [InlineData(1, "3,16,64")]
    [InlineData(100, "3,16,64")]
    [InlineData(0, "3,4,4,64")]
    [InlineData(100, "3,4,4,64")]
    public void IsNoLessExactThanTheOriginal(float mean, string shape)
    {
        const int Rows = 16, Row = 64, Batch = 3;
        var random = new Random(5);
        var x = Enumerable.Range(0, Batch * Rows * Row).Select(i => (float)(random.NextDouble() * 2 - 1 + mean * Math.Sin(i / Row))).ToArray();
        var model = ModelSamples.Parse($"g (float[{shape}] x) => (float[{shape}] y) <float[64] scale = ~, float[64] shift = ~> {{ y = LayerNormalization<epsilon=0.001>(x, scale, shift) }}");
        var exact = Exact(x, Row, model.Graph.Own("scale")!.Data!.Span<float>().ToArray(), model.Graph.Own("shift")!.Data!.Span<float>().ToArray(), 0.001f);

        var before = Error(model, x, exact);
        Assert.Equal(1, SplitLayerNormalization.Run(model, new Dictionary<string, Shape>()));
        var after = Error(model, x, exact);

        Assert.InRange(after, 0, before);
    }

    [Theory]
    [InlineData("g (float[N,16,64] x, float[64] s) => (y) { y = LayerNormalization(x, s) }", "its scale is not a constant float for each of a row")]
    [InlineData("g (float[N,16,64] x) => (y, mean) <float[64] s = ~> { y, mean = LayerNormalization(x, s) }", "its mean or deviation is read")]
    [InlineData("g (float[N,16,64] x) => (y) <float[64] s = ~> { y = LayerNormalization<axis=1>(x, s) }", "it normalizes more than the last axis")]
    [InlineData("g (float[N,S,64] x) => (y) <float[64] s = ~> { y = LayerNormalization(x, s) }", "it is small")]
    [InlineData("g (float[N,256] x) => (y) <float[256] s = ~> { y = LayerNormalization(x, s) }", "it is small")]
    [InlineData("g (float[N,8,8,32] x) => (y) <float[32] s = ~> { y = LayerNormalization(x, s) }", "it is small")]
    [InlineData("g (float x) => (y) <float[16,64] s = ~> { y = LayerNormalization(x, s) }", "its scale is not a constant float for each of a row")]
    [InlineData("g (float[N,16,64] x) => (y) <float[1] s = ~> { y = LayerNormalization(x, s) }", "its scale is not one number for each of a row")]
    [InlineData("g (float[N,8,64] x) => (y) <float[64] s = ~> { y = LayerNormalization(x, s) }", "it is small")]
    [InlineData("g (float[N,256,16] x) => (y) <float[16] s = ~> { y = LayerNormalization(x, s) }", "it is small")]
    [InlineData("g (float[N,16,64] x, float[N,16,64] z) => (y) <float[64] s = ~> { a = Add(x, z) y = LayerNormalization(a, s) }", "ONNX Runtime computes it with the sum before it")]
    public void SaysWhyOneStays(string text, string reason)
    {
        var reasons = new List<string>();
        var model = ModelSamples.Parse(text);

        Assert.Equal(0, SplitLayerNormalization.Run(model, new Dictionary<string, Shape> { ["a"] = Shape.Of("N", 16, 64) }, reasons.Add));

        Assert.Equal([$"left LayerNormalization 'y', {reason}"], reasons);
    }

    [Theory]
    [InlineData("N,16,64")]
    [InlineData("N,S,384")]
    public void StaysWhereOnnxRuntimeJoinsItWithASum(string shape)
    {
        var width = shape.Split(',')[^1];
        var model = ModelSamples.Parse($"g (float[{shape}] x) => (y) <float[{width}] s = ~, float[{width}] t = ~> {{ a = Relu(x) b = Neg(x) c = Add(a, b) y = LayerNormalization(c, s, t) }}");
        var known = model.Graph.Inputs[0].Tensor!.Shape!;

        Assert.Equal(0, SplitLayerNormalization.Run(model, new Dictionary<string, Shape> { ["a"] = known, ["b"] = known, ["c"] = known }));

        Assert.Contains("SkipLayerNormalization", OnnxRuntime.Operators(model));
    }

    static Model Split(string text, params (string Name, Shape Shape)[] inferred)
    {
        var model = ModelSamples.Parse(text);
        var shapes = inferred.Append(("sum", Shape.Of("N", 16, 64))).ToDictionary(p => p.Item1, p => p.Item2);

        Assert.NotEqual(0, SplitLayerNormalization.Run(model, shapes));

        GraphCheck.Check(model, "pass");
        return model;
    }

    static float[] Floats(Answers answers) => MemoryMarshal.Cast<byte, float>(answers.Outputs.Single(o => o.Bits.Length > 0).Bits).ToArray();

    /// <summary>Root of the mean square of the difference.</summary>
    static double Error(Model model, float[] x, double[] exact)
    {
        using var runner = Runner.Open(ModelWriter.ToBytes(model), new RunnerSettings(1, Optimization.All));
        float[] answer = [];
        var input = new SampleArray("x", ElementType.Float, [.. model.Graph.Inputs[0].Tensor!.Shape!.Dimensions.Select(d => d.Size!.Value)], MemoryMarshal.AsBytes(x.AsSpan()).ToArray());
        runner.Observe(new Batch(1, [input], []), 1, (_, values, _) => answer = values.ToArray());
        return Math.Sqrt(answer.Zip(exact, (a, e) => (a - e) * (a - e)).Average());
    }

    static double[] Exact(float[] x, int row, float[] scale, float[] shift, double epsilon) =>
    [
        .. x.Chunk(row).SelectMany(values =>
        {
            var mean = values.Average(v => (double)v);
            var deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) + epsilon);
            return values.Select((v, i) => (v - mean) / deviation * scale[i] + shift[i]);
        }),
    ];
}
