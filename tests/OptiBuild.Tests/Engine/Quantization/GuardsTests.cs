using OptiBuild.Engine.Inference;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

/// <summary>ONNX Runtime gives a float Conv between quantized values int8 weights of its own, unless something stands in between.</summary>
public class GuardsTests
{
    static string Net(string between) => $$"""
        g (float[N,4,6,6] x) => (float[N,4,?,?] y)
        <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~, float[4,4,1,1] w3 = ~, float[4] b2 = ~, float low = {0.0}, float high = {6.0}>
        {
            a = Conv(x, w1)
            {{between}}
            y = Conv(c, w3)
        }
        """;

    [Theory]
    [InlineData("[kept] c = Conv(a, w2, b2)")]
    [InlineData("[kept] b = Conv(a, w2, b2)  c = Relu(b)")]
    [InlineData("[kept] b = Conv(a, w2, b2)  c = Clip(b, low, high)")]
    [InlineData("[kept] c = ConvTranspose(a, w2, b2)")]
    public void OperatorThatWasKeptInFloatIsComputedInFloat(string between)
    {
        var quantized = Quantized.Of(Net(between), ("KeepFloat", "kept"));
        var operators = OnnxRuntime.Operators(quantized.Model);

        Assert.Equal(2, operators.Count(o => o == "QLinearConv"));
        Assert.Single(operators, o => o is "Conv" or "FusedConv" or "ConvTranspose");
        Assert.Contains("Sum", quantized.Operators);
        Assert.Equal(quantized.Original.Graph.Own("w2")!.Data!.Span<float>().ToArray(), quantized.Model.Graph.Own("w2")!.Data!.Span<float>().ToArray());
    }

    /// <summary>The reason for the guard: without it the weights of the float operator become integers.</summary>
    [Fact]
    public void WithoutTheGuardOnnxRuntimeQuantizesItByItself()
    {
        var model = Quantized.Of(Net("[kept] c = Conv(a, w2, b2)"), ("KeepFloat", "kept")).Model;
        var guard = model.Graph.Nodes.Single(n => n.Is("Sum"));
        Graph.ReplaceUses(guard.Output(0)!, guard.Input(0)!);
        model.Graph.Remove(guard);

        Assert.Equal(3, OnnxRuntime.Operators(model).Count(o => o == "QLinearConv"));
    }

    [Theory]
    [InlineData("[kept] b = Conv(a, w2, b2)  d = Neg(b)  c = Neg(d)")]
    [InlineData("d = Neg(a)  [kept] b = Conv(d, w2, b2)  c = Neg(b)")]
    public void NoGuardWhereNoneIsNeeded(string between)
    {
        var quantized = Quantized.Of(Net(between), ("KeepFloat", "kept"));

        Assert.DoesNotContain("Sum", quantized.Operators);
        Assert.Equal(2, OnnxRuntime.Operators(quantized.Model).Count(o => o == "QLinearConv"));
    }

    [Fact]
    public void GuardChangesNoAnswer()
    {
        var quantized = Quantized.Of(Net("[kept] c = Conv(a, w2, b2)"), ("KeepFloat", "kept"));
        var before = OnnxRuntime.Answers(quantized.Model, quantized.Samples, Optimization.None);
        var guard = quantized.Model.Graph.Nodes.Single(n => n.Is("Sum"));
        Graph.ReplaceUses(guard.Output(0)!, guard.Input(0)!);

        Assert.Equal(before, OnnxRuntime.Answers(quantized.Model, quantized.Samples, Optimization.None));
    }

    /// <summary>ONNX Runtime would take these whatever the placement says: one is slower in int8, the other makes it refuse the model.</summary>
    [Theory]
    [InlineData("Softmax", "b = Softmax<axis=1>(a)")]
    [InlineData("AveragePool", "b = AveragePool<kernel_shape=[3,3], dilations=[2,2]>(a)")]
    public void OperatorBetweenInt8OnesThatMustStayFloatDoes(string op, string node)
    {
        var quantized = Quantized.Of($$"""
            <ir_version: 10, opset_import: ["" : 21]>
            g (float[N,4,10,10] x) => (float[N,4,?,?] y) <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~>
            {
                a = Conv(x, w1)
                {{node}}
                y = Conv(b, w2)
            }
            """);

        Assert.Equal(["b"], quantized.Plan.Guarded.Select(n => n.Name));
        Assert.Contains(op, OnnxRuntime.Operators(quantized.Model));
        Assert.Equal(2, quantized.Plan.Placement.Int8.Count);
    }
}
