using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;

namespace OptiBuild.Tests.Engine.Reports;

public class InspectionTests
{
    [Fact]
    public void CountsOperatorsMostFrequentFirst()
    {
        var graph = new Graph("g");
        foreach (var op in new[] { "Relu", "Conv", "Relu" }) graph.AddNode(op);
        graph.AddNode("Gelu", "com.microsoft");

        Assert.Equal([new("Relu", 2), new("Conv", 1), new("com.microsoft.Gelu", 1)], Of(graph).Operators);
    }

    [Fact]
    public void SumsWeightsByType()
    {
        var graph = new Graph("g");
        graph.AddConstant("a", Tensor.Floats([2, 3], new float[6]));
        graph.AddConstant("b", Tensor.Of<sbyte>(ElementType.Int8, [30], new sbyte[30]));
        graph.AddConstant("c", Tensor.Floats([1], 1f));

        Assert.Equal([new(ElementType.Int8, 30), new(ElementType.Float, 28)], Of(graph).Weights);
    }

    [Fact]
    public void SeesFloatWeightsAndTheirZeros()
    {
        var graph = new Graph("g");
        var node = graph.AddNode("Gemm");
        node.Name = "fc";
        node.SetInput(0, graph.Add("x"));
        node.SetInput(1, graph.AddConstant("w", Tensor.Floats([2, 2], 0, 1, -0f, 2)));
        node.SetInput(2, graph.AddConstant("b", Tensor.Floats([2], 0, 0)));

        var layer = Assert.Single(Of(graph).Layers);

        Assert.Equal(("fc", "Gemm", "float", 0.5), (layer.Node, layer.Op, layer.Weights, layer.Sparsity));
    }

    [Theory]
    [InlineData(2, "int8 per channel")]
    [InlineData(1, "int8 per tensor")]
    public void LooksThroughDequantizeLinear(int scales, string form)
    {
        var graph = new Graph("g");
        var dequantize = graph.AddNode("DequantizeLinear");
        dequantize.SetInput(0, graph.AddConstant("w", Tensor.Of<sbyte>(ElementType.Int8, [2, 2], [5, 5, 5, 7])));
        dequantize.SetInput(1, graph.AddConstant("s", Tensor.Floats([scales], new float[scales])));
        dequantize.SetInput(2, graph.AddConstant("z", Tensor.Of<sbyte>(ElementType.Int8, [1], [5])));
        dequantize.SetOutput(0, graph.Add("w_float"));
        var node = graph.AddNode("MatMul");
        node.SetInput(1, graph.Find("w_float"));

        var layer = Assert.Single(Of(graph).Layers);

        Assert.Equal(("MatMul", form, 0.75), (layer.Op, layer.Weights, layer.Sparsity));
    }

    [Fact]
    public void ShowsNamesOfFreeSizes()
    {
        var graph = new Graph("g");
        graph.Inputs.Add(graph.Add("x", new TensorType(ElementType.Float, Shape.Of("batch", 3, Dimension.Unknown))));
        graph.Inputs.Add(graph.AddConstant("w", Tensor.Floats([1], 1f)));

        var port = Assert.Single(Of(graph).Inputs);

        Assert.Equal(("x", "float"), (port.Name, port.Type));
        Assert.Equal(["batch", "3", "?"], port.Shape);
    }

    static Inspection Of(Graph graph) => Inspection.Of(new Model(graph) { Opsets = { new("", 17) } });
}
