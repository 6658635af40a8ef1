using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>The constant float weights of a node, as its rules name them.</summary>
public static class LayerWeights
{
    public static IEnumerable<Value> Of(Node node)
    {
        if (node.Domain.Length > 0) return [];
        var inputs = (OpRules.Of(node) is Weighted w ? [w.Weight] : Enumerable.Empty<int>())
            .Concat(OpRules.StoredByOp.TryGetValue(node.OpType, out var s) ? s.Weights.Select(x => x.Index) : []);
        return inputs.Select(node.Input).OfType<Value>().Where(v => v is { IsConstant: true, Data.Type: ElementType.Float });
    }
}
