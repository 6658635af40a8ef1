using System.Collections.Frozen;
using OptiBuild.Engine.Quantization.Channels;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning.Channels;

/// <summary>What operators do with the entries along the axes of what they read and give. An operator without a row keeps all of them.</summary>
/// <remarks>https://onnx.ai/onnx/operators. A rule answers false where this very node has to keep all.</remarks>
static class ChannelRules
{
    static readonly FrozenDictionary<string, Func<Node, EntrySets, bool>> Rows = new Dictionary<string, Func<Node, EntrySets, bool>>
    {
        ["Conv"]                   = ProductRules.Conv,
        ["ConvTranspose"]          = ProductRules.ConvTranspose,
        ["Gemm"]                   = ProductRules.Gemm,
        ["MatMul"]                 = ProductRules.MatMul,
        ["MaxPool"]                = (n, e) => Alike(n, e, [0, 1]),
        ["AveragePool"]            = (n, e) => Alike(n, e, [0, 1]),
        ["GlobalAveragePool"]      = (n, e) => Alike(n, e, [0, 1]),
        ["GlobalMaxPool"]          = (n, e) => Alike(n, e, [0, 1]),
        ["BatchNormalization"]     = (n, e) => Alike(n, e, [0, 1]) && Parameters(n, e),
        ["InstanceNormalization"]  = (n, e) => Alike(n, e, [0, 1]) && Parameters(n, e),
        ["LayerNormalization"]     = (n, e) => e.Sizes(n.Input(0)) is { } x && Alike(n, e, [.. Enumerable.Range(0, Axis.Of((int)n.Attributes.Int("axis", -1), x))]) && Kept(n, e, 1),
        ["Softmax"]                = (n, e) => e.Sizes(n.Input(0)) is { } x && AllBut(n, e, Axis.Of((int)n.Attributes.Int("axis", -1), x)),
        ["LogSoftmax"]             = (n, e) => e.Sizes(n.Input(0)) is { } x && AllBut(n, e, Axis.Of((int)n.Attributes.Int("axis", -1), x)),
        ["Cast"]                   = Elementwise,
        ["Transpose"]              = ShapeRules.Transpose,
        ["Reshape"]                = ShapeRules.Reshape,
        ["Flatten"]                = ShapeRules.Refold,
        ["Squeeze"]                = ShapeRules.Refold,
        ["Unsqueeze"]              = ShapeRules.Refold,
        ["Split"]                  = ShapeRules.Split,
        ["Concat"]                 = ShapeRules.Concat,
        ["Gather"]                 = ShapeRules.Gather,
        ["ReduceMean"]             = ShapeRules.Reduce,
        ["ReduceSum"]              = ShapeRules.Reduce,
        ["ReduceMax"]              = ShapeRules.Reduce,
        ["ReduceMin"]              = ShapeRules.Reduce,
    }.ToFrozenDictionary();

    public static void Apply(Node node, EntrySets entries)
    {
        var isAlone = node.Is("Split") || node.Outputs.Skip(1).All(o => o is null);
        if (node.Domain.Length == 0 && isAlone && node.Output(0) is not null)
        {
            if (ChannelPaths.IsElementwise(node) && Elementwise(node, entries)) return;
            if (Rows.TryGetValue(node.OpType, out var rule) && rule(node, entries)) return;
        }
        KeepAll(node, entries);
    }

    public static void KeepAll(Node node, EntrySets entries)
    {
        foreach (var value in node.Inputs.Concat(node.Outputs).OfType<Value>()) entries.Fix(value);
    }

    /// <summary>Broadcasting as in https://github.com/onnx/onnx/blob/main/docs/Broadcasting.md</summary>
    static bool Elementwise(Node node, EntrySets entries)
    {
        var y = node.Output(0)!;
        if (entries.Sizes(y) is not { } to || node.Inputs.Any(v => v is not null && entries.Sizes(v) is null && v.Data?.Count != 1)) return false;
        foreach (var x in node.Inputs.OfType<Value>())
            for (var axis = 0; axis < (entries.Sizes(x)?.Length ?? 0); axis++)
                entries.Join((x, axis), (y, axis + to.Length - entries.Sizes(x)!.Length));
        return true;
    }

    /// <summary>The output has entries of input 0 at the same places along these axes; the others stay.</summary>
    static bool Alike(Node node, EntrySets entries, ReadOnlySpan<int> axes)
    {
        var (x, y) = (node.Input(0)!, node.Output(0)!);
        if (entries.Sizes(x) is not { } from || entries.Sizes(y) is not { } to || from.Length != to.Length) return false;
        foreach (var axis in axes) entries.Join((x, axis), (y, axis));
        entries.FixOthers(x, axes);
        entries.FixOthers(y, axes);
        return true;
    }

    static bool AllBut(Node node, EntrySets entries, int axis) =>
        Alike(node, entries, [.. Enumerable.Range(0, entries.Sizes(node.Input(0))!.Length).Where(a => a != axis)]);

    /// <summary>One for each channel.</summary>
    static bool Parameters(Node node, EntrySets entries)
    {
        foreach (var value in node.Inputs.Skip(1).OfType<Value>()) entries.Join((value, 0), (node.Input(0)!, 1));
        return true;
    }

    /// <summary>Inputs from <paramref name="first"/> on stay.</summary>
    static bool Kept(Node node, EntrySets entries, int first)
    {
        foreach (var value in node.Inputs.Skip(first).OfType<Value>()) entries.Fix(value);
        return true;
    }
}
