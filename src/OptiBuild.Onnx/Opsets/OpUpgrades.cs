namespace OptiBuild.Onnx.Opsets;

/// <summary>Every incompatible change of a standard operator in opsets 8 to 17. https://onnx.ai/onnx/repo-docs/Changelog.html</summary>
/// <remarks>
///   Operators without a row only gained types, inputs, attributes or outputs whose absence means what it meant before.
///   OneHot 11 reads negative indices from the end; ONNX Runtime does so in opset 9 too.
/// </remarks>
static class OpUpgrades
{
    public static readonly IReadOnlyList<OpUpgrade> Rows =
    [
        new("BatchNormalization", 9,  "spatial is gone",              n => Has(n, "spatial"),  s => s.Node.Attributes.Remove("spatial")) { Refuse = PerElement },
        new("BatchNormalization", 14, "training is an attribute",     n => n.Outputs.Count > 1, _ => { }) { Refuse = _ => "it gives the statistics of training, which differ in later opsets" },
        new("Clip",               11, "min and max become inputs",    n => Has(n, "min") || Has(n, "max"), Clip) { Refuse = n => Refers(n, "min", "max") },
        new("Dropout",            10, "the mask becomes bool",        n => n.Outputs.Count > 1, TrimOutputs) { Refuse = UsesMask },
        new("Dropout",            12, "ratio only matters in training", n => Has(n, "ratio"),  s => s.Node.Attributes.Remove("ratio")),
        new("Hardmax",            13, "axis means one axis",          _ => true,               SoftmaxUpgrade.Apply) { Refuse = n => Refers(n, "axis") },
        new("LogSoftmax",         13, "axis means one axis",          _ => true,               SoftmaxUpgrade.Apply) { Refuse = n => Refers(n, "axis") },
        new("Pad",                11, "pads and value become inputs", n => Has(n, "pads"),     Pad) { Refuse = n => Refers(n, "pads", "value") },
        new("ReduceSum",          13, "axes become an input",         n => Has(n, "axes"),     s => s.IntsToInput("axes", 1)) { Refuse = n => Refers(n, "axes") },
        new("Resize",             11, "the coordinates are named",    n => n.Inputs.Count == 2, ResizeUpgrade.FromResize10) { Refuse = ResizeUpgrade.Refuse },
        new("Resize",             13, "tf_half_pixel_for_nn is gone", HalfPixelForNearest,     _ => { }) { Refuse = _ => "no later opset has its coordinates tf_half_pixel_for_nn" },
        new("RoiAlign",           16, "half_pixel is the default",    n => !Has(n, "coordinate_transformation_mode"), s => s.Node.Attributes.Set(new StringAttribute("coordinate_transformation_mode", "output_half_pixel"))),
        new("Scan",               9,  "the batch axis is gone",       _ => true,               _ => { }) { Refuse = _ => "it scans a batch, which no later opset does" },
        new("Scatter",            11, "is called ScatterElements",    _ => true,               s => s.Node.OpType = "ScatterElements"),
        new("Slice",              10, "starts, ends and axes become inputs", n => Has(n, "starts"), Slice) { Refuse = n => Refers(n, "starts", "ends", "axes") },
        new("Softmax",            13, "axis means one axis",          _ => true,               SoftmaxUpgrade.Apply) { Refuse = n => Refers(n, "axis") },
        new("Split",              13, "split becomes an input",       n => Has(n, "split"),    s => s.IntsToInput("split", 1)) { Refuse = n => Refers(n, "split") },
        new("Squeeze",            13, "axes become an input",         n => Has(n, "axes"),     s => s.IntsToInput("axes", 1)) { Refuse = n => Refers(n, "axes") },
        new("TopK",               10, "k becomes an input",           n => Has(n, "k"),        TopK) { Refuse = n => Refers(n, "k") },
        new("Unsqueeze",          13, "axes become an input",         n => Has(n, "axes"),     s => s.IntsToInput("axes", 1)) { Refuse = n => Refers(n, "axes") },
        new("Upsample",           10, "is called Resize",             _ => true,               ResizeUpgrade.FromUpsample) { Refuse = n => Refers(n, "scales") },
        .. from op in RemovedWithOpset10
           select new OpUpgrade(op, 10, "is gone", _ => true, _ => { }) { Refuse = _ => "ONNX removed this experimental operator" },
    ];

    static string[] RemovedWithOpset10 =>
        ["ATen", "Affine", "ConstantFill", "Crop", "DynamicSlice", "GRUUnit", "GivenTensorFill", "ImageScaler", "ParametricSoftplus", "Scale", "ScaledTanh"];

    static bool Has(Node node, string attribute) => node.Attributes[attribute] is not null;

    static string? Refers(Node node, params ReadOnlySpan<string> attributes)
    {
        foreach (var name in attributes)
            if (node.Attributes[name] is ReferenceAttribute) return $"its attribute '{name}' comes from the caller of a function and would have to become an input";
        return null;
    }

    /// <summary>Over two axes, batch and channel, every element is a channel of its own anyway.</summary>
    static string? PerElement(Node norm) => norm.Attributes.Int("spatial", 1) == 1 || norm.Input(0)?.Tensor?.Shape?.Rank == 2
        ? null : "it normalizes every element by itself (spatial=0), which no later opset does";

    static string? UsesMask(Node dropout) => dropout.Outputs.Skip(1).Any(IsUsed) ? "its mask is used, which is bool in later opsets" : null;

    static bool IsUsed(Value? value) => value is not null && (value.Uses.Count > 0 || value.IsGraphOutput);

    static bool HalfPixelForNearest(Node resize) => resize.Attributes.Text("coordinate_transformation_mode", "") == "tf_half_pixel_for_nn";

    static void TrimOutputs(UpgradeSite site) => site.Node.TrimOutputs(1);

    static void Clip(UpgradeSite site)
    {
        site.FloatToInput("min", 1, float.MinValue);
        site.FloatToInput("max", 2, float.MaxValue);
    }

    static void Pad(UpgradeSite site)
    {
        site.IntsToInput("pads", 1);
        site.FloatToInput("value", 2, 0);
    }

    static void Slice(UpgradeSite site)
    {
        site.IntsToInput("starts", 1);
        site.IntsToInput("ends", 2);
        site.IntsToInput("axes", 3);
    }

    static void TopK(UpgradeSite site)
    {
        var k = site.Node.Attributes.Int("k", 0);
        site.Node.SetInput(1, site.Constant("k", Tensor.Int64s([1], k)));
        site.Node.Attributes.Remove("k");
    }
}
