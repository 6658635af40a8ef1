using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Numerics.Sparsity;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning;

/// <summary>A weight whose elements may become zero, and what is known of how it is used.</summary>
/// <param name="Node">The first operator that reads it.</param>
/// <param name="Layer">How rows of activations are multiplied with it; null where that is not known.</param>
/// <param name="Kernel">Kernel positions of a convolution, else 1.</param>
/// <param name="Unknown">Why the layer is not known; null where it is.</param>
sealed record PrunableWeight(Value Weight, Node Node, int Input, LayerShape? Layer, int Kernel, string? Unknown)
{
    const int LeastRank = 2;

    public Tensor Data => Weight.Data!;

    public bool IsRecurrent => OpRules.DynamicByOp.ContainsKey(Node.OpType);

    /// <summary>Constant float weights of weighted and storing operators, each once: biases, scales and shifts are few and matter.</summary>
    public static IReadOnlyList<PrunableWeight> Of(Graph graph, Func<Node, bool> keep) =>
        [.. from node in graph.Nodes
            where !keep(node)
            from weight in LayerWeights.Of(node)
            where weight.Data!.Shape.Count >= LeastRank && weight.Data.Count > 0
            group node by weight into users
            select Of(users.Key, users.First())];

    static PrunableWeight Of(Value weight, Node node)
    {
        var input = Enumerable.Range(0, node.Inputs.Count).First(i => node.Input(i) == weight);
        var unknown = weight.Uses.Count > 1 ? "several operators share the weight" : WhyUnknown(node, input, weight.Data!);
        return new(weight, node, input, unknown is null ? Shape(node, weight.Data!) : null, node.Is("Conv") ? (int)Tensor.CountOf([.. weight.Data!.Shape.Skip(2)]) : 1, unknown);
    }

    static string? WhyUnknown(Node node, int input, Tensor weight) =>
        node.Is("LSTM") && input is Lstm.W or Lstm.R ? Lstm.Declines(node) is null ? null : "its sequences do not lie along the first axis"
        : OpRules.Of(node) is not Weighted rule      ? "its rows are looked up, not multiplied"
        : rule.Weight != input                       ? "it is not the weight"
        : !node.Is("Conv") && weight.Shape.Count > 2 ? "a weight of more than two axes"
        : node.Attributes.Int("transA", 0) != 0      ? "its input is transposed"
        : null;

    static LayerShape Shape(Node node, Tensor weight) => node.Is("LSTM")
        ? new(new(1, (int)(weight.Shape[0] * weight.Shape[1]), (int)weight.Shape[2]), 1)
        : new(ChannelShape.Of([.. weight.Shape], Axis.Of(((Weighted)OpRules.Of(node)!).ChannelAxis(node), weight.Shape)), (int)node.Attributes.Int("group", 1));

    /// <summary>The weight as rows; of an unknown layer its last axes are the columns.</summary>
    public LayerRows Rows => LayerRows.Of(Data.Span<float>(), Shapes);

    /// <summary>With a group for each direction that reads states of its own.</summary>
    public LayerShape Shapes => Layer is { } layer
        ? IsRecurrent && Input == Lstm.R ? layer with { Groups = (int)Data.Shape[0] } : layer
        : new(new(1, (int)Data.Shape[0], (int)(Data.Count / Data.Shape[0])), 1);

    /// <summary>Where a bias can take out the mean; null where there is no place.</summary>
    public Use? Bias => IsRecurrent ? Node.Input(Lstm.B) is { IsConstant: true } ? new(Node, Lstm.B) : null
        : Node.Attributes.Float("alpha", 1) != 1 || Node.Attributes.Float("beta", 1) != 1 ? null
        : BiasPlace.Of(Node) is { } place && (BiasPlace.Data(place) is not { } data || data.Count == 1 || data.Count == Shapes.Weights.Channels) ? place : null;

    /// <summary>The bias with what pruning shifts taken back.</summary>
    /// <param name="bias">[outputs], or that of all products of an LSTM; empty where there is none yet.</param>
    public float[] Corrected(float[] bias, double[] shift)
    {
        if (!IsRecurrent)
        {
            var all = bias.Length == shift.Length ? bias : WeightedPlan.PerChannel(bias.Length == 0 ? null : Tensor.Floats([bias.Length], bias), shift.Length);
            return [.. all.Select((b, o) => (float)(b + shift[o]))];
        }
        var (corrected, outputs, part) = (bias.ToArray(), (int)Data.Shape[1], Input == Lstm.R ? 1 : 0);
        for (var o = 0; o < shift.Length; o++) corrected[(o / outputs * 2 + part) * outputs + o % outputs] += (float)shift[o];
        return corrected;
    }

    /// <summary>Collects what the weights are multiplied with, a few layers at a time; those whose input was never seen are left out.</summary>
    public static void EachMoments(MomentSource source, IReadOnlyList<PrunableWeight> weights, Action<PrunableWeight, Moments> use)
    {
        var known = weights.Where(w => w.Layer is not null).ToArray();
        var products = known.Where(w => !w.IsRecurrent).ToDictionary(w => w.Node);
        if (products.Count > 0) LayerMoments.Each(source, [.. products.Keys], MomentSize.Pruning, (node, moments) => use(products[node], moments));
        var recurrent = known.Where(w => w.IsRecurrent).ToLookup(w => w.Node);
        RecurrentMoments.Each(source, [.. recurrent.Select(r => r.Key)], (node, moments) =>
        {
            foreach (var weight in recurrent[node])
                if ((weight.Input == Lstm.W ? moments.Inputs : moments.States) is { } of) use(weight, of);
        });
    }
}
