using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>Products of matrices with integers whose scales are taken in each run: what can be done where no samples tell ranges.</summary>
static class DynamicProducts
{
    /// <summary>Rows from which on a product's cost grows with them alone.</summary>
    const long Many = 1024;

    /// <summary>Those that are faster so, region by region: products that read the same activation convert it once.</summary>
    /// <param name="cost">Tells how many rows a sample has. Null where no sample was there: then only what pays with one row and with many is taken.</param>
    public static IEnumerable<Node> Paying(Graph graph, Placement placement, Costs costs, CostModel? cost) =>
        graph.Nodes.Where(n => CanRun(n, placement)).GroupBy(n => n.Input(0)!)
            .SelectMany(region => Rows(region.First(), cost) is { } rows ? Paying(region, rows, costs) : Paying(region, 1, costs).Intersect(Paying(region, Many, costs)));

    /// <summary>What has to be rounded: pairs matter, as in any int8 kernel.</summary>
    public static LayerWeight Layer(LayerWeight layer, Node node, Target target) =>
        target.Saturates ? layer with { Pairs = Products.Pairs(node, layer.Data) } : layer;

    public static IEnumerable<DynamicPlan> Plan(IEnumerable<(Node Node, Rounded Rounded)> products, IReadOnlyDictionary<Node, double[]> means)
    {
        foreach (var (node, rounded) in products)
        {
            if (rounded.Blocks is { } blocks)
            {
                yield return new BlockPlan(node, blocks.Weights, blocks.SqnrDb) { Output = blocks.Output };
                continue;
            }
            var mean = rounded.MeanHelps ? means.GetValueOrDefault(node, []) : [];
            yield return new DynamicProductPlan(node, rounded.Weights)
            {
                Output = rounded.Output,
                Bias = mean.Length > 0 && BiasPlace.Of(node) is { } place ? WeightedPlan.Corrected(place, node.Input(1)!.Data!, rounded, new(node, mean)) : null,
            };
        }
    }

    /// <summary>A product of a float activation and a constant matrix.</summary>
    public static bool CanRun(Node node, Placement placement) =>
        !placement.IsInt8(node) && placement.MayStore(node) && placement.Existing.WhyKeptAsItIs(node) is null
        && OpRules.Of(node) is Weighted { FloatOutput: FloatOutput.Possible } rule && rule.Declines(node) is null
        && node.Input(rule.Data) is { IsConstant: false } x && Conversions.OfActivation(x) is null
        && node.Input(rule.Weight) is { IsConstant: true, Data: { Type: ElementType.Float, Count: > 0, Shape.Count: 2 } weight } && Constants.AreFinite(weight)
        && (rule.Bias is not { } bias || node.Input(bias) is null or { IsConstant: true });

    static IEnumerable<Node> Paying(IEnumerable<Node> region, long rows, Costs costs)
    {
        var gaining = region.Select(n => (Node: n, Gain: Gain(n, rows, costs))).Where(g => g.Gain > 0).ToArray();
        if (gaining.Length == 0) return [];
        var converted = costs.RangeNode + costs.Range * rows * Depth(gaining[0].Node);
        return gaining.Sum(g => g.Gain) > converted ? gaining.Select(g => g.Node) : [];
    }

    /// <summary>Nanoseconds, conversion of the activation left out.</summary>
    static double Gain(Node product, long rows, Costs costs)
    {
        var weights = product.Input(1)!.Data!.Count;
        return Cost(costs.Float) - Cost(costs.Int8);

        double Cost(KernelCosts kernels) => kernels.Node + Math.Max(rows * weights * kernels.Multiply, weights * kernels.Weight);
    }

    static long? Rows(Node product, CostModel? cost) => cost?.Elements(product.Output(0)!) is > 0 and var all ? all * Depth(product) / product.Input(1)!.Data!.Count : null;

    static long Depth(Node product) => product.Input(1)!.Data!.Count / Columns(product);

    static long Columns(Node product) => product.Input(1)!.Data!.Shape[Axis.Of(((Weighted)OpRules.Of(product)!).ChannelAxis(product), product.Input(1)!.Data!.Shape)];
}
