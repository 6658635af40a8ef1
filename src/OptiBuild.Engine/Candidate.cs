using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;

namespace OptiBuild.Engine;

/// <summary>What may be shipped, and how it came about.</summary>
/// <param name="Bytes">The .onnx file.</param>
public sealed record Candidate(byte[] Bytes, IReadOnlyList<LayerReport> Layers)
{
    /// <summary>Allowed where speed or zeros are gained: as a share, and in bytes for attributes that ONNX Runtime spells out in any file.</summary>
    const double MostGrowth = 1.02, Listings = 4096;

    /// <summary>The optimized model, or the original where all that was done made nothing smaller.</summary>
    public static Candidate Of(Original original, Model model, IReadOnlyList<LayerReport> layers)
    {
        RemoveUnused.Run(model);
        GraphCheck.Check(model, after: "quantize");
        var bytes = ModelWriter.ToBytes(model);
        if (bytes.Length > Most(original, layers))
        {
            bytes = Unchanged(original);
            layers = [.. layers.Select(Undone)];
        }
        return new(bytes, layers);
    }

    /// <summary>Byte for byte where it is one file, with its weights taken in where it is several.</summary>
    static byte[] Unchanged(Original original) =>
        new FileInfo(original.Path).Length == original.Bytes ? File.ReadAllBytes(original.Path) : ModelWriter.ToBytes(ModelReader.Read(original.Path));

    /// <summary>What is gained in speed alone, or in compression alone as zeros are, may cost the bytes of other constants.</summary>
    static double Most(Original original, IReadOnlyList<LayerReport> layers) =>
        layers.Any(l => l.Decision is LayerDecision.Converted or LayerDecision.Pruned) ? original.Bytes * MostGrowth + Listings : original.Bytes;

    static LayerReport Undone(LayerReport layer) => layer.Decision switch
    {
        LayerDecision.Float or LayerDecision.Kept => layer,
        LayerDecision.Converted                   => layer with { Decision = LayerDecision.Kept, Reason = Existing.Reason },
        _                                         => Reverted(layer),
    };

    static LayerReport Reverted(LayerReport layer) => layer with
    {
        Weights = "float", Activations = "float", Sparsity = null, SqnrDb = null, BytesAfter = layer.BytesBefore, Decision = LayerDecision.Reverted, Reason = "the model would have become larger",
    };
}
