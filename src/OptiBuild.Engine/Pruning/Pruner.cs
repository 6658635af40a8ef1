using System.Runtime.InteropServices;
using OptiBuild.Engine.Quantization;
using OptiBuild.Numerics.Sparsity;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning;

/// <summary>Element pruning by magnitude: the weights nearest to zero become zero. Masks do not shrink files or time; they shrink what Brotli makes of them.</summary>
public static class Pruner
{
    /// <exception cref="OptiBuildException">OB1010: Pruning=element without a Sparsity; OB1007: a Sparsity without it.</exception>
    public static PruningPlan Plan(Graph graph, Options options)
    {
        if (options.Pruning != PruningMode.Element)
            return options.Sparsity is null || options.Pruning == PruningMode.Channel ? PruningPlan.Nothing
                : throw new OptiBuildException(Diagnostics.OptionsContradict.With("Sparsity", $"Pruning={options.Pruning.ToString().ToLowerInvariant()}"));
        var share = options.Sparsity ?? throw new OptiBuildException(Diagnostics.SparsityMissing.With());
        var weights = Prunable(graph, KeepFloat.Matcher(options.KeepFloat));
        var pruned = weights.Select(w => w.Data!.Span<float>().ToArray()).ToArray();
        if (options.SparsityScope == SparsityScope.Global) Magnitude.PruneGlobally([.. pruned.Select(p => p.AsMemory())], share);
        else foreach (var layer in pruned) Magnitude.Prune(layer, share);
        return new([.. weights.Zip(pruned, (w, p) => new PrunedWeight(w, Tensor.Of<float>(ElementType.Float, w.Data!.Shape, p), p.LongCount(x => x == 0)))]);
    }

    /// <returns>How many weights changed.</returns>
    public static int Apply(PruningPlan plan)
    {
        foreach (var weight in plan.Weights) weight.Weight.Data = weight.Data;
        return plan.Weights.Count;
    }

    /// <summary>Constant float weights of weighted and storing operators, each once: biases, scales and shifts are few and matter.</summary>
    static Value[] Prunable(Graph graph, Func<Node, bool> keep) =>
        [.. graph.Nodes.Where(n => !keep(n)).SelectMany(LayerWeights.Of).Where(w => w.Data!.Shape.Count >= 2).Distinct()];
}
