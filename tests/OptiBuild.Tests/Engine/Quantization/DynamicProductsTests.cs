using OptiBuild.Engine;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

public class DynamicProductsTests
{
    const string Large = """
        g (float[N,4,256] x) => (float[N,4,256] y) <float[256,256] w = ~, float[256] b = ~>
        {
            p = MatMul(x, w)
            y = Add(p, b)
        }
        """;

    static readonly (string, string) Weights = ("Quantization", "weights");

    [Fact]
    public void LargeProductIsOneKernelInOnnxRuntime()
    {
        var quantized = Quantized.Of(Large, Weights);

        Assert.Equal("DynamicQuantizeLinear MatMulInteger Cast Mul Mul Add", quantized.Operators);
        Assert.Equal(["DynamicQuantizeMatMul"], OnnxRuntime.Operators(quantized.Model));
        Assert.All(quantized.Model.Graph.Nodes, n => Assert.Equal("", n.Domain));
    }

    [Fact]
    public void ProductsThatReadTheSameShareItsConversion()
    {
        var quantized = Quantized.Of("""
            g (float[N,4,256] x) => (float[N,4,256] q, float[N,4,256] k) <float[256,256] w1 = ~, float[256,256] w2 = ~>
            {
                n = Neg(x)
                q = MatMul(n, w1)
                k = MatMul(n, w2)
            }
            """, Weights);

        Assert.Equal(["DynamicQuantizeLinear", "MatMulIntegerToFloat", "MatMulIntegerToFloat"], OnnxRuntime.Operators(quantized.Model).Skip(1).Order());
    }

    [Theory]
    [InlineData("y = Gemm(x, w, b)")]
    [InlineData("y = Gemm(x, w)")]
    [InlineData("y = Gemm<transB=1>(x, wt, b)")]
    public void GemmKeepsItsBiasAndItsTransposition(string node)
    {
        var quantized = Quantized.Of($$"""
            g (float[N,256] x) => (float[N,300] y) <float[256,300] w = ~, float[300,256] wt = ~, float[300] b = ~> { {{node}} }
            """, Weights);

        Assert.Equal(["DynamicQuantizeMatMul"], OnnxRuntime.Operators(quantized.Model));
        AssertComputes(quantized, rows: 1, node.Contains("transB"));
    }

    [Fact]
    public void AnswersAreThoseOfTheRoundedNumbers() => AssertComputes(Quantized.Of(Large, Weights), rows: 4, isTransposed: false);

    /// <summary>Float sums of integers that floats hold exactly, scaled: last bits of products and additions only.</summary>
    static void AssertComputes(Quantized quantized, int rows, bool isTransposed)
    {
        var plan = Assert.IsType<DynamicProductPlan>(Assert.Single(quantized.Plan.Dynamic));
        var bias = quantized.Model.Graph.Nodes.Single(n => n.OpType == "Add").Inputs.Single(v => v!.IsConstant)!.Data!.Span<float>().ToArray();
        var columns = bias.Length;
        var depth = plan.Weights.Values.Length / columns;
        using var runner = Runner.Open(ModelWriter.ToBytes(quantized.Model), new RunnerSettings(1));
        var batch = OptiBuild.Engine.Data.Batches.Of(quantized.Samples, runner.Inputs, 4, CancellationToken.None).First();
        var x = DynamicRecurrence.Rounded([.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(batch.Arrays[0].Data.Span).ToArray().Select(v => (double)v)]);

        var expected = from m in Enumerable.Range(0, 4 * rows)
                       from n in Enumerable.Range(0, columns)
                       select (float)(bias[n] + Enumerable.Range(0, depth).Sum(k => x[m * depth + k] * plan.Weights.Values[isTransposed ? n * depth + k : k * columns + n]) * plan.Weights.Scales[n]);

        Assert.Equal(expected, runner.Run(batch).SelectMany(s => s[0].Values.ToArray()), Close.Within(1e-3));
    }

    /// <summary>Without samples nobody knows how many rows there are: it has to pay with one. With one row of 256 by 128 the kernel's own cost is more than what the weights gain.</summary>
    [Theory]
    [InlineData(256, 256, true)]
    [InlineData(256, 128, false)]
    [InlineData(4096, 16, false)]
    public void SmallOnesComputeInFloatFromStoredWeights(int depth, int columns, bool isDynamic)
    {
        var quantized = Quantized.Of($$"""g (float[N,4,{{depth}}] x) => (float[N,4,{{columns}}] y) <float[{{depth}},{{columns}}] w = ~> { y = MatMul(x, w) }""", Weights);

        Assert.Equal((isDynamic ? 1 : 0, isDynamic ? 0 : 1), (quantized.Plan.Dynamic.Count, quantized.Plan.Stored.Count));
    }

    [Fact]
    public void SamplesTellHowManyRowsThereAre()
    {
        var model = ModelSamples.Parse("g (float[N,64,128] x) => (float[N,64,128] y) <float[128,128] w = ~> { n = Neg(x) y = MatMul(n, w) }");
        var options = Options.From([new("Quantization", "weights")]);
        var cost = CostModel.For(model, Targets.ByName[TargetName.Any], RandomSamples.For(model, 1), new Run(1, (_, _) => { }, CancellationToken.None));
        var product = model.Graph.Own("y")!.Producer!;

        Assert.False(Placement.For(model.Graph, options, cost: null).Dynamic.Contains(product));
        Assert.True(Placement.For(model.Graph, options, cost).Dynamic.Contains(product));
    }

    [Theory]
    [InlineData("KeepFloat", "p")]
    [InlineData("Quantization", "none")]
    public void WhatTheUserKeepsIsLeftAlone(string option, string value) =>
        Assert.Equal("MatMul Add", Quantized.Of(Large, option == "Quantization" ? [(option, value)] : [Weights, (option, value)]).Operators);

    [Fact]
    public void PairsAreSafe()
    {
        Assert.Equal(TargetName.Any, TargetSafety.Of(Quantized.Of(Large, Weights).Model).Target);
        Assert.Equal(TargetName.X64Vnni, TargetSafety.Of(Quantized.Of(Large, Weights, ("TargetCpu", "x64-vnni")).Model).Target);
    }

    [Fact]
    public void RangesKnownInAdvanceAreUsedWhereSamplesAre() =>
        Assert.Empty(Quantized.Of(Large).Plan.Dynamic);
}
