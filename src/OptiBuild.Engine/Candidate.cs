using OptiBuild.Engine.Packing;
using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;

namespace OptiBuild.Engine;

/// <summary>What may be shipped, and how it came about.</summary>
public sealed record Candidate(FinishedModel Model, IReadOnlyList<LayerReport> Layers)
{
    /// <summary>Allowed where speed or zeros are gained: as a share, and in bytes for attributes that ONNX Runtime spells out in any file.</summary>
    const double MostGrowth = 1.02, Listings = 4096;

    /// <summary>The optimized model, or the original where all that was done made nothing smaller.</summary>
    internal static Candidate Of(Original original, (Model Model, IReadOnlyList<LayerReport> Layers) made, Job job, TemporaryFolder folder)
    {
        RemoveUnused.Run(made.Model);
        GraphCheck.Check(made.Model, after: "quantize");
        var finished = FinishedModel.Of(made.Model, job, folder);
        return finished.Length <= Most(original, made.Layers) ? new(finished, made.Layers) : new(Unchanged(original, job, folder), [.. made.Layers.Select(Undone)]);
    }

    /// <summary>Byte for byte where it is one file that may stay one, else written anew: with its weights taken in, or all in one file beside it.</summary>
    static FinishedModel Unchanged(Original original, Job job, TemporaryFolder folder) =>
        new FileInfo(original.Path).Length == original.Bytes && original.Bytes <= job.InlineLimit ? FinishedModel.Of(File.ReadAllBytes(original.Path))
            : FinishedModel.Of(ModelReader.Read(original.Path), job, folder);

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
