using Microsoft.ML.OnnxRuntime;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;

namespace OptiBuild.Engine.Cleaning;

/// <summary>Folds constants and BatchNormalization and drops what has no effect: ONNX Runtime's own basic optimizations, saved and read back.</summary>
/// <remarks>The basic level uses standard operators only, so the result still runs anywhere.
/// https://onnxruntime.ai/docs/performance/model-optimizations/graph-optimizations.html</remarks>
public static class Cleaner
{
    /// <summary>Folding may unfold a small computation into a large constant; beyond this share more bytes the model is left as it was.</summary>
    const double MostGrowth = 1.02;

    /// <summary>Bytes of what ONNX Runtime writes into any file: the domains and shapes it knows.</summary>
    const long Listings = 4096;

    /// <summary>What ONNX Runtime would do to a model that is quantized in part: round float weights with one scale for all channels, and move conversions about.</summary>
    /// <remarks>It does the same at load. Before that, OptiBuild decides what becomes of the float operators. (onnxruntime/core/optimizer/graph_transformer_utils.cc)</remarks>
    const string LeftToLoad = "WeightBiasQuantization;QDQPropagationTransformer;EnsureUniqueDQForNodeUnit;DoubleQDQPairsRemover";

    /// <summary>What one round of folding shapes learns, the next may need; few models need a second one.</summary>
    const int MostRounds = 4;

    /// <param name="model">With an opset that is supported. Its graph is gone afterwards.</param>
    /// <returns>The cleaned model, and how many nodes it has fewer, shapes became constant and states were left out.</returns>
    public static (Model Model, int Changes) Clean(Model model)
    {
        using var folder = new TemporaryFolder();
        var (before, after) = (folder.File("before.onnx"), folder.File("after.onnx"));
        FixInputDefaults.Run(model);
        var nodes = model.Graph.Nodes.Count;
        var isQuantized = model.Graph.WithSubgraphs().SelectMany(g => g.Nodes).Any(Conversions.Is);
        var folded = DropZeroStates.Run(model) + FoldAllShapes(model);
        ModelWriter.Write(model, before);
        // The file holds the weights from here on; keeping them in memory too would double what a large model takes.
        model.Graph.Clear();
        Unused.GiveBack();
        using (var options = SessionSettings.Of(new RunnerSettings(Threads: 1, Optimization.Basic) { Arena = Arena.Off }))
        {
            options.OptimizedModelFilePath = after;
            // Nothing runs here, so kernels need no second copy of the weights in their own order.
            options.AddSessionConfigEntry("session.disable_prepacking", "1");
            // As the writer does with what is too large for one file.
            if (File.Exists(before + ".data")) options.AddSessionConfigEntry("session.optimized_model_external_initializers_file_name", Path.GetFileName(after) + ".data");
            if (isQuantized) options.AddSessionConfigEntry("optimization.disable_specified_optimizers", LeftToLoad);
            CustomOperators.Open(model.Libraries, options, () => new InferenceSession(before, options)).Dispose();
        }
        Unused.GiveBack();
        var hasGrown = Bytes(after) > Bytes(before) * MostGrowth + Listings;
        var cleaned = ModelReader.Read(hasGrown ? before : after);
        OwnWeights(cleaned);
        CopyDescription(model, cleaned);
        if (isQuantized) foreach (var graph in cleaned.Graph.WithSubgraphs().ToArray()) SharedDequantizers.Merge(graph);
        return (cleaned, folded + Math.Max(0, nodes - cleaned.Graph.Nodes.Count));
    }

    static long Bytes(string file) => new[] { file, file + ".data" }.Select(f => new FileInfo(f)).Where(f => f.Exists).Sum(f => f.Length);

    /// <summary>Before ONNX Runtime folds constants, so that it folds what is computed from shapes too.</summary>
    static int FoldAllShapes(Model model)
    {
        var (folded, wanted) = (0, FoldShapes.Applies(model));
        for (var round = 0; wanted && round < MostRounds; round++)
        {
            var more = FoldShapes.Run(model, InferredShapes.Of(model));
            folded += more;
            wanted = more > 0 && FoldShapes.HasComputed(model);
        }
        return folded;
    }

    /// <summary>As slices of the file, weights that are replaced later would stay in memory as long as one that is not.</summary>
    static void OwnWeights(Model model)
    {
        foreach (var value in model.Graphs.SelectMany(g => g.Initializers).Where(v => v.Data is { Strings: null }))
            value.Data = new Tensor(value.Data!.Type, value.Data.Shape, value.Data.Data.ToArray());
    }

    /// <summary>ONNX Runtime lists every domain it knows and forgets who made the model.</summary>
    static void CopyDescription(Model from, Model to)
    {
        StripOpsets.Run(to);
        (to.ProducerName, to.ProducerVersion, to.Domain, to.ModelVersion, to.DocString) = (from.ProducerName, from.ProducerVersion, from.Domain, from.ModelVersion, from.DocString);
        to.Libraries = from.Libraries;
        to.IrVersion = Math.Max(from.IrVersion, 4);
        to.Metadata.Clear();
        to.Metadata.AddRange(from.Metadata);
    }
}
