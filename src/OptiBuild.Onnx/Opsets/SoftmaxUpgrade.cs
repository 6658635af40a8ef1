namespace OptiBuild.Onnx.Opsets;

/// <summary>Softmax, LogSoftmax and Hardmax before opset 13 flatten their input to two axes and work on the second.</summary>
/// <remarks>
///   axis = last, or only sizes 1 behind it     Softmax(x, axis)
///   else                                       Reshape(Softmax(Flatten(x, axis), -1), Shape(x))
/// </remarks>
static class SoftmaxUpgrade
{
    public static void Apply(UpgradeSite site)
    {
        var node = site.Node;
        var axis = node.Attributes.Int("axis", 1);
        if (SingleAxis(node, axis) is { } single)
        {
            node.Attributes.Set(new IntAttribute("axis", single));
            return;
        }
        var (x, y) = (node.Input(0)!, node.Output(0)!);
        var shape = site.Before("Shape", "shape", x);
        var flat = site.Before("Flatten", "flat", x);
        flat.Producer!.Attributes.Set(new IntAttribute("axis", axis));
        node.SetInput(0, flat);
        node.Attributes.Set(new IntAttribute("axis", -1));
        node.SetOutput(0, node.Graph.AddNamed($"{node.Label}_flat_output"));
        var reshape = node.Graph.AddNode("Reshape", after: node);
        reshape.SetInput(0, node.Output(0));
        reshape.SetInput(1, shape);
        // An empty tensor has zeros in its shape, which mean themselves only with allowzero.
        reshape.Attributes.Set(new IntAttribute("allowzero", 1));
        reshape.SetOutput(0, y);
    }

    /// <summary>The one axis that is worked on; null when there are several or when nobody knows.</summary>
    static long? SingleAxis(Node node, long axis)
    {
        if (axis == -1) return -1;
        if (ShapeOf(node) is not { } shape) return null;
        var positive = axis < 0 ? axis + shape.Rank : axis;
        if (positive < 0 || positive >= shape.Rank) return null;
        return shape.Dimensions.Skip((int)positive + 1).All(d => d.Size == 1) ? positive - shape.Rank : null;
    }

    /// <summary>Input and output have the same shape, and so has what an Identity makes of it.</summary>
    static Shape? ShapeOf(Node node)
    {
        var same = new[] { node.Input(0), node.Output(0) }.Concat(node.Output(0)?.Uses.Where(u => u.Node.Is("Identity")).Select(u => u.Node.Output(0)) ?? []);
        return same.Select(v => v?.Tensor?.Shape).FirstOrDefault(s => s is not null);
    }
}
