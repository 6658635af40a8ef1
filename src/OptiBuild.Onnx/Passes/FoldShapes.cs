using OptiBuild.Onnx.Shapes;

namespace OptiBuild.Onnx.Passes;

/// <summary>Shapes computed at run time, of which everything but one size is known → constants.</summary>
/// <remarks>
///   Reshape(x, Concat(−1, Shape(x)[1], 12, Shape(x)[2] / 12)) with x: [N,32,384] → Reshape(x, [0,32,12,32]). Copying the first size with
///   0 keeps its name, so that the shapes behind it are known too.
/// </remarks>
public static class FoldShapes
{
    /// <summary>Whether any node computes a shape.</summary>
    public static bool Applies(Model model) => model.Graph.Nodes.Any(n => n.Is("Shape") || IsComputed(n) || LosesFirstSize(n));

    /// <summary>Whether any node still reads a shape that is not constant.</summary>
    public static bool HasComputed(Model model) => model.Graph.Nodes.Any(IsComputed);

    /// <param name="model">Changed in place; subgraphs and functions stay as they are.</param>
    /// <param name="inferred">What is known of the shapes of values, by name.</param>
    /// <returns>How many shapes and numbers became constants.</returns>
    public static int Run(Model model, IReadOnlyDictionary<string, Shape> inferred)
    {
        var known = new KnownShapes(inferred);
        var constants = new Constants(model.Graph);
        var folded = 0;
        foreach (var node in model.Graph.Nodes.ToArray())
        {
            if (node.Is("Reshape") && FoldReshape(node, known, constants)) folded++;
            if (node.Is("Expand") && FoldExpand(node, known, constants)) folded++;
            known.Visit(node);
        }
        folded += model.Graph.Nodes.ToArray().Count(n => FoldNumbers(n, known, constants));
        if (folded > 0) RemoveUnused.Run(model);
        return folded;
    }

    static bool IsComputed(Node node) => (node.Is("Reshape") || node.Is("Expand")) && node.Input(1) is { IsConstant: false };

    /// <summary>−1 is computed at run time; behind it nobody knows that it is the batch.</summary>
    static bool LosesFirstSize(Node node) => node.Is("Reshape") && node.Input(1)?.Data is { Type: ElementType.Int64, Count: > 0 } shape && shape.Span<long>()[0] < 0;

    static bool FoldReshape(Node node, KnownShapes known, Constants constants)
    {
        if (ReshapeTarget.Of(node, known)?.Vector is not { } vector) return false;
        if (node.Input(1)!.IsConstant && !IsBetter(vector, known.Constants(node.Input(1))!)) return false;
        node.SetInput(1, constants.Of(Tensor.Int64s([vector.Count], [.. vector])));
        if (vector.Contains(0)) node.Attributes.Remove("allowzero");
        return true;
    }

    /// <summary>A constant is worth replacing where a size is copied by now, not computed.</summary>
    static bool IsBetter(IReadOnlyList<long> vector, IReadOnlyList<long> old) => vector.Zip(old).Any(p => p.First == 0 && p.Second != 0);

    /// <summary>1 keeps the data's own size.</summary>
    static bool FoldExpand(Node node, KnownShapes known, Constants constants)
    {
        if (node.Input(1) is not { IsConstant: false } size || known.Numbers(size) is not { IsScalar: false } wanted || known.Shape(node.Input(0)) is not { } x) return false;
        var before = wanted.Elements.Count - x.Count;
        var vector = wanted.Elements.Select((e, i) => e?.Number ?? (e is not null && i >= before && e.Equals(x[i - before]) ? 1 : null)).ToArray();
        if (vector.Contains(null)) return false;
        node.SetInput(1, constants.Of(Tensor.Int64s([vector.Length], [.. vector.Select(v => v!.Value)])));
        return true;
    }

    /// <summary>Numbers that only numbers are computed from need no constant of their own.</summary>
    static bool FoldNumbers(Node node, KnownShapes known, Constants constants)
    {
        if (node.Is("Constant") || node.Output(0) is not { } value || known.Numbers(value)?.ToTensor() is not { } data) return false;
        var uses = value.Uses.Where(u => u.Node.Graph != node.Graph || known.Numbers(u.Node.Output(0)) is not { IsConstant: true }).ToArray();
        foreach (var use in uses) use.Node.SetInput(use.Index, constants.Of(data));
        return uses.Length > 0;
    }

    /// <summary>One constant for all who need the same.</summary>
    sealed class Constants(Graph graph)
    {
        readonly Dictionary<string, Value> made = [];

        public Value Of(Tensor data)
        {
            var key = $"{data.Type} {string.Join(',', data.Shape)} {Convert.ToHexString(data.Data.Span)}";
            return made.TryGetValue(key, out var value) ? value : made[key] = graph.AddConstant("shape", data);
        }
    }
}
