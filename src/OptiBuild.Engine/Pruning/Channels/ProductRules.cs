using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning.Channels;

/// <summary>Convolutions and matrix products: entries of the sum go with the weight's, entries of the output with those that make them.</summary>
static class ProductRules
{
    /// <summary>Of a convolution in groups, whole groups can go.</summary>
    public static bool Conv(Node node, EntrySets entries)
    {
        var (x, y, groups) = (node.Input(0)!, node.Output(0)!, (int)node.Attributes.Int("group", 1));
        if (entries.Sizes(x) is null || entries.Sizes(y) is null || !IsOwn(node)) return false;
        var weight = node.Input(1)!;
        entries.Join((weight, 0), (y, 1));
        if (groups == 1) entries.Join((weight, 1), (x, 1));
        else if (!JoinGroups(entries.Of(x, 1), entries.Of(y, 1), groups, entries)) return false;
        Bias(node, entries, y);
        entries.FixOthers(weight, groups == 1 ? [0, 1] : [0]);
        entries.FixOthers(x, 1);
        entries.FixOthers(y, 1);
        return true;
    }

    static bool JoinGroups(ReadOnlySpan<int> x, ReadOnlySpan<int> y, int groups, EntrySets entries)
    {
        if (x.IsEmpty || y.IsEmpty || x.Length % groups != 0 || y.Length % groups != 0) return false;
        for (var i = 0; i < x.Length; i++) entries.Join(x[i], y[i / (x.Length / groups) * (y.Length / groups)]);
        for (var i = 0; i < y.Length; i++) entries.Join(y[i], y[i / (y.Length / groups) * (y.Length / groups)]);
        return true;
    }

    /// <summary>What it reads stays, because nothing tells what that is worth; what it makes may go.</summary>
    public static bool ConvTranspose(Node node, EntrySets entries)
    {
        var (x, y) = (node.Input(0)!, node.Output(0)!);
        if (entries.Sizes(y) is null || !IsOwn(node) || node.Attributes.Int("group", 1) != 1) return false;
        entries.Join((node.Input(1)!, 1), (y, 1));
        Bias(node, entries, y);
        entries.Fix(x);
        entries.FixOthers(node.Input(1)!, 1);
        entries.FixOthers(y, 1);
        return true;
    }

    static void Bias(Node node, EntrySets entries, Value y)
    {
        if (node.Input(2) is { } bias) entries.Join((bias, 0), (y, 1));
    }

    public static bool Gemm(Node node, EntrySets entries)
    {
        var (x, y) = (node.Input(0)!, node.Output(0)!);
        if (entries.Sizes(x) is not { Length: 2 } || entries.Sizes(y) is null || WeightAxis.Declines(node) is not null || node.Attributes.Float("alpha", 1) != 1) return false;
        var weight = node.Input(1)!;
        var (inputs, outputs) = (WeightAxis.OfInputs(node), WeightAxis.OfOutputs(node).Axis);
        entries.Join((weight, inputs), (x, 1));
        entries.Join((weight, outputs), (y, 1));
        entries.Join((x, 0), (y, 0));
        if (node.Input(2) is not { } bias) return true;
        if (entries.Sizes(bias) is not { } shape || node.Attributes.Float("beta", 1) != 1) return false;
        for (var axis = 0; axis < shape.Length; axis++) entries.Join((bias, axis), (y, axis + 2 - shape.Length));
        return true;
    }

    /// <summary>Of a product of two activations only the axes in front of the matrices can change: the heads of an attention.</summary>
    public static bool MatMul(Node node, EntrySets entries)
    {
        var (a, b, y) = (node.Input(0)!, node.Input(1)!, node.Output(0)!);
        if (entries.Sizes(a) is not { Length: >= 2 } left || entries.Sizes(b) is not { Length: >= 2 } right || entries.Sizes(y) is not { } to) return false;
        if (b.IsConstant && WeightAxis.Declines(node) is not null || a.IsConstant) return false;
        for (var axis = 0; axis < left.Length - 1; axis++) entries.Join((a, axis), (y, axis + to.Length - left.Length));
        for (var axis = 0; axis < right.Length - 2; axis++) entries.Join((b, axis), (y, axis + to.Length - right.Length));
        entries.Join((b, right.Length - 1), (y, to.Length - 1));
        if (b.IsConstant) entries.Join((a, left.Length - 1), (b, right.Length - 2));
        else
        {
            entries.Fix(a, left.Length - 1);
            entries.Fix(b, right.Length - 2);
        }
        return true;
    }

    /// <summary>A constant float weight and bias that no other node reads.</summary>
    static bool IsOwn(Node node) =>
        node.Input(1) is { IsConstant: true, Data.Type: ElementType.Float, Uses.Count: 1 } && node.Input(2) is null or { IsConstant: true, Data.Type: ElementType.Float };
}
