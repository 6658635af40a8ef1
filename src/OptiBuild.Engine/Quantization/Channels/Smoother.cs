using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace OptiBuild.Engine.Quantization.Channels;

/// <summary>An activation is divided by <paramref name="Scales"/>, the weights of the products that read it are multiplied with them.</summary>
/// <param name="Products">MatMul and Gemm nodes whose data is the activation.</param>
public sealed record SmoothingPlan(Value Activation, IReadOnlyList<Node> Products, float[] Scales);

/// <summary>Moves outlying channels of activations into the weights that are multiplied with them; in real numbers nothing changes.</summary>
public static class Smoother
{
    /// <summary>Only products whose activation becomes integers right before them: what an int8 operator hands over, or the model itself quantizes, has its scale already.</summary>
    public static IReadOnlyList<SmoothingPlan> Plan(Model model, Placement placement, Target target, Data.Samples? samples, Run run)
    {
        var read = model.Graph.Nodes.Where(n => placement.ReadsIntegers(n) && IsProduct(n)).GroupBy(n => n.Input(0)!)
            .Where(g => !placement.IsInt8(g.Key.Producer) && g.Key is { Producer: not null, IsConstant: false } && placement.Existing.Parameters(g.Key) is null && g.Key.Uses.All(u => !placement.ReadsIntegers(u.Node) || g.Contains(u.Node)))
            .ToDictionary(g => g.Key, g => g.ToArray());
        if (read.Count == 0 || samples is null) return [];
        var extents = ChannelExtents.Measure(model, read.Keys, samples, run);
        return [.. read.Select(r => (r.Key, r.Value, Scales: Smoothing.Find(extents[r.Key], SideBySide(r.Value), target.Weights.Max)))
            .Where(r => r.Scales is not null).Select(r => new SmoothingPlan(r.Key, r.Value, r.Scales!))];
    }

    /// <returns>How many activations were divided.</returns>
    public static int Apply(IReadOnlyList<SmoothingPlan> plans)
    {
        foreach (var plan in plans)
        {
            var smoothed = Divided(plan);
            foreach (var product in plan.Products)
            {
                product.SetInput(0, smoothed);
                var weight = product.Input(1)!;
                product.SetInput(1, product.Graph.AddConstant($"{weight.Name}_smoothed", Multiplied(product, weight.Data!, plan.Scales)));
            }
        }
        return plans.Count;
    }

    static bool IsProduct(Node node) => (node.Is("MatMul") || node.Is("Gemm")) && node.Input(1) is { IsConstant: true, Data: { Type: ElementType.Float, Shape.Count: 2 } };

    static bool IsTransposed(Node product) => product.Is("Gemm") && product.Attributes.Int("transB", 0) != 0;

    /// <summary>A normalization that nothing else reads divides at no cost: in its own scale and bias.</summary>
    static Value Divided(SmoothingPlan plan)
    {
        var (graph, producer, count) = (plan.Products[0].Graph, plan.Activation.Producer!, plan.Scales.Length);
        if (producer.Is("LayerNormalization") && plan.Activation is { IsGraphOutput: false } x && x.Uses.All(u => plan.Products.Contains(u.Node))
            && Enumerable.Range(1, 2).All(i => producer.Input(i) is null && i == 2 || producer.Input(i) is { IsConstant: true, Data: { Type: ElementType.Float } d } && d.Count == count))
        {
            for (var i = 1; i <= 2; i++)
                if (producer.Input(i) is { } old)
                    producer.SetInput(i, graph.AddConstant($"{old.Name}_smoothed", Tensor.Of<float>(ElementType.Float, old.Data!.Shape, [.. old.Data.Span<float>().ToArray().Zip(plan.Scales, (v, s) => v / s)])));
            return plan.Activation;
        }
        var divide = graph.AddNode("Mul", after: plan.Activation.Producer);
        divide.Name = $"{plan.Activation.Name}_smooth";
        divide.SetInput(0, plan.Activation);
        divide.SetInput(1, graph.AddConstant($"{plan.Activation.Name}_smoothing", Tensor.Of<float>(ElementType.Float, [plan.Scales.Length], [.. plan.Scales.Select(s => 1 / s)])));
        divide.SetOutput(0, graph.AddNamed($"{plan.Activation.Name}_smoothed", plan.Activation.Type));
        return divide.Output(0)!;
    }

    static Tensor Multiplied(Node product, Tensor weight, float[] scales)
    {
        var result = weight.Span<float>().ToArray();
        var (rows, columns) = ((int)weight.Shape[0], (int)weight.Shape[1]);
        for (var r = 0; r < rows; r++)
        {
            var row = result.AsSpan(r * columns, columns);
            if (IsTransposed(product)) TensorPrimitives.Multiply(row, scales, row);
            else TensorPrimitives.Multiply(row, scales[r], row);
        }
        return Tensor.Of<float>(ElementType.Float, weight.Shape, result);
    }

    /// <summary>[channels, all outputs]</summary>
    static float[] SideBySide(Node[] products)
    {
        var channels = (int)products[0].Input(1)!.Data!.Shape[IsTransposed(products[0]) ? 1 : 0];
        var outputs = products.Sum(p => (int)(p.Input(1)!.Data!.Count / channels));
        var all = new float[channels * outputs];
        var start = 0;
        foreach (var product in products)
        {
            var w = product.Input(1)!.Data!.Span<float>();
            var columns = w.Length / channels;
            for (var c = 0; c < channels; c++)
                for (var o = 0; o < columns; o++)
                    all[c * outputs + start + o] = IsTransposed(product) ? w[o * channels + c] : w[c * columns + o];
            start += columns;
        }
        return all;
    }
}
