using System.Runtime.InteropServices;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Insertion;

static class StoredWeightInsertion
{
    /// <summary>
    /// Nodes that share a weight go on sharing it, those without a plan of their own too: a Transpose of a table, say, would keep its float
    /// values in the file. What is added lies where the weight lies, so that subgraphs see it.
    /// </summary>
    public static void Apply(IReadOnlyList<StoredPlan> plans)
    {
        foreach (var sharing in plans.GroupBy(p => (Weight: p.Node.Input(p.Input)!, p.Axis)).ToArray())
        {
            var rounded = Rounded(sharing.Key.Weight, sharing.First());
            foreach (var plan in sharing) Connect(plan, rounded);
            if (plans.All(p => p.Node.Input(p.Input) != sharing.Key.Weight)) Graph.ReplaceUses(sharing.Key.Weight, rounded);
        }
    }

    static void Connect(StoredPlan plan, Value rounded)
    {
        plan.Node.SetInput(plan.Input, rounded);
        plan.Bias?.Apply();
    }

    /// <summary>w → Mul(Cast(q), s), with s shaped so that it meets the channels' axis.</summary>
    static Value Rounded(Value old, StoredPlan plan)
    {
        var graph = old.Graph;
        var shape = old.Data!.Shape;
        var perChannel = shape.Select((size, axis) => axis == plan.Axis ? size : 1).ToArray();
        var integers = graph.AddConstant($"{old.Name}_int8", new Tensor(ElementType.Int8, shape, MemoryMarshal.AsBytes<sbyte>(plan.Weights.Values).ToArray()));
        var scale = graph.AddConstant($"{old.Name}_scale", Tensor.Floats(perChannel, plan.Weights.Scales));
        var cast = graph.AddNode("Cast");
        cast.Name = $"{old.Name}_cast";
        cast.Attributes.Set(new IntAttribute("to", (long)ElementType.Float));
        cast.SetInput(0, integers);
        cast.SetOutput(0, graph.AddNamed($"{old.Name}_steps"));
        var multiply = graph.AddNode("Mul");
        multiply.Name = $"{old.Name}_multiply";
        multiply.SetInput(0, cast.Output(0));
        multiply.SetInput(1, scale);
        multiply.SetOutput(0, graph.AddNamed($"{old.Name}_rounded", old.Type));
        return multiply.Output(0)!;
    }
}
