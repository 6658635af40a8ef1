using System.Runtime.InteropServices;

namespace OptiBuild.Onnx.Opsets;

/// <summary>Upsample and the first Resize to the Resize of opset 11 and later.</summary>
/// <remarks>
///   Both place output x at input x / scale ("asymmetric"). For nearest, ONNX Runtime takes the pixel below when enlarging and
///   the one above when shrinking. Scales that are computed are taken to enlarge, as in the graphs that compute them.
/// </remarks>
static class ResizeUpgrade
{
    public static void FromUpsample(UpgradeSite site)
    {
        var node = site.Node;
        if (node.Attributes["scales"] is FloatsAttribute scales)
        {
            node.SetInput(1, site.Constant("scales", Tensor.Floats([scales.Values.Count], [.. scales.Values])));
            node.Attributes.Remove("scales");
        }
        node.OpType = "Resize";
        FromResize10(site);
    }

    public static void FromResize10(UpgradeSite site)
    {
        var node = site.Node;
        var scales = node.Input(1);
        node.SetInput(2, scales);
        node.SetInput(1, null);
        node.Attributes.Set(new StringAttribute("coordinate_transformation_mode", "asymmetric"));
        if (node.Attributes.Text("mode", "nearest") != "nearest") return;
        node.Attributes.Set(new StringAttribute("nearest_mode", Shrinks(scales) ? "ceil" : "floor"));
    }

    public static string? Refuse(Node resize)
    {
        var nearest = resize.Attributes.Text("mode", "nearest") == "nearest";
        return nearest && Shrinks(resize.Input(1)) && Known(resize.Input(1)).ContainsAnyExceptInRange(0, 1)
            ? "it enlarges one axis and shrinks another, which round differently" : null;
    }

    static bool Shrinks(Value? scales) => Known(scales).ContainsAnyInRange(0, MathF.BitDecrement(1));

    static ReadOnlySpan<float> Known(Value? scales)
    {
        var data = scales?.Data ?? (scales?.Producer is { } p && p.Is("Constant") ? Passes.FoldConstantNodes.ValueOf(p) : null);
        return data is { Type: ElementType.Float } ? MemoryMarshal.Cast<byte, float>(data.Data.Span) : default;
    }
}
