using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

/// <summary>Products with 4-bit weights, from a model to ONNX Runtime's answers.</summary>
public class BlockProductsTests
{
    /// <summary>Inputs that are no multiple of a block, a Gemm with bias and one with turned weights.</summary>
    const string Net = """
        g (float[N,70] x) => (float[N,48] y) <float[70,96] w1 = ~, float[96] b1 = ~, float[80,96] w2 = ~, float[80,48] w3 = ~>
        {
            a = Gemm(x, w1, b1)
            b = Relu(a)
            c = Gemm<transB = 1>(b, w2)
            y = MatMul(c, w3)
        }
        """;

    static PipelineRun Blocks(out ModelResult result, params (string Name, string Text)[] more)
    {
        var run = PipelineRun.Of(Net);
        result = run.Optimize([("Quantization", "blocks4"), ("Gate", "Warn"), .. more]);
        return run;
    }

    [Theory]
    [InlineData("fast")]
    [InlineData("normal")]
    public void EveryProductGetsBlocks(string effort)
    {
        using var run = Blocks(out var result, ("Effort", effort), ("MaxDrop", "90pp"));

        Assert.Equal(3, run.Optimized.Graph.Nodes.Count(n => n is { OpType: "MatMulNBits", Domain: "com.microsoft" }));
        Assert.Equal(["int4 in blocks of 32", "float", "int4 in blocks of 32", "int4 in blocks of 32"], result.Report.Layers.Select(l => l.Weights));
    }

    /// <summary>The operator rounds what it reads to int8 in blocks: of sums of 70 to 96 products that is less than 2 % of the largest answer.</summary>
    [Fact]
    public void AnswersAreThoseOfTheStoredWeightsComputedInDouble()
    {
        using var run = Blocks(out _);
        var model = run.Optimized;
        var samples = RandomSamples.For(ModelReader.Read(run.Model), 20, seed: 7);
        using var runner = Runner.Open(run.Output, new RunnerSettings(1));

        foreach (var sample in Batches.Of(samples, runner.Inputs, 1, CancellationToken.None))
        {
            var x = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(sample.Arrays[0].Data.Span).ToArray().Select(v => (double)v).ToArray();
            var expected = model.Graph.Nodes.Aggregate(x, Step);
            var actual = runner.Run(sample)[0][0].Values.ToArray();

            var most = expected.Max(Math.Abs);
            Assert.All(expected.Zip(actual), p => Assert.InRange(Math.Abs(p.First - p.Second), 0, 0.02 * most));
        }
    }

    static double[] Step(double[] x, Node node) => node.OpType switch
    {
        "Relu"        => [.. x.Select(v => Math.Max(0, v))],
        "Add"         => [.. x.Zip(node.Input(1)!.Data!.Span<float>().ToArray(), (a, b) => a + b)],
        "MatMulNBits" => Product(x, node),
        _             => x,
    };

    /// <summary>As the operator's documentation has it: (q − 8) · scale of the row's block, two weights in a byte.</summary>
    static double[] Product(double[] x, Node node)
    {
        var (k, n, block) = ((int)node.Attributes.Int("K", 0), (int)node.Attributes.Int("N", 0), (int)node.Attributes.Int("block_size", 0));
        var (packed, scales, blocks) = (node.Input(1)!.Data!.Span<byte>().ToArray(), node.Input(2)!.Data!.Span<float>().ToArray(), (k + block - 1) / block);
        var y = new double[n];
        for (var o = 0; o < n; o++)
            for (var j = 0; j < k; j++)
            {
                var pair = packed[(o * blocks * block + j) / 2];
                y[o] += x[j] * ((j % 2 == 0 ? pair & 15 : pair >> 4) - 8) * scales[o * blocks + j / block];
            }
        return y;
    }

    [Fact]
    public void WeightsTakeFiveBits()
    {
        using var run = Blocks(out var result);

        // 5/32 of the float bytes, blocks filled up (70 → 96, 96, 80 → 96 inputs), and the graph itself.
        var weights = 96 * 96 + 80 * 96 + 48 * 96;
        Assert.InRange(result.Report.Size!.Optimized, weights * 5 / 8, weights * 5 / 8 + 3000);
    }

    [Fact]
    public void TheSameEachTime()
    {
        using var first = Blocks(out _, ("Effort", "normal"));
        using var second = Blocks(out _, ("Effort", "normal"));

        Assert.Equal(File.ReadAllBytes(first.Output), File.ReadAllBytes(second.Output));
    }

    [Fact]
    public void WhatIsKeptFloatGetsNone()
    {
        using var run = Blocks(out _, ("KeepFloat", "MatMul"));

        Assert.Equal(2, run.Optimized.Graph.Nodes.Count(n => n.OpType == "MatMulNBits"));
        Assert.Contains(run.Optimized.Graph.Nodes, n => n.OpType == "MatMul");
    }
}
