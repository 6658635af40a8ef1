using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Given;

/// <summary>int8 activations that operators hand each other: they change their type together or not at all.</summary>
sealed class SignedRegion
{
    readonly HashSet<Value> values = [];
    readonly Queue<Value> waiting = [];
    readonly HashSet<Use> zeros = [];
    bool isClosed = true;

    SignedRegion() { }

    /// <summary>The zero points in all regions in which every operator is known, in graph order.</summary>
    public static IReadOnlyList<Use> Zeros(Graph graph)
    {
        var seen = new HashSet<Value>();
        var zeros = new List<Use>();
        foreach (var node in graph.Nodes)
        {
            if (!StartsRegion(node) || node.Output(0) is not { } start || seen.Contains(start)) continue;
            var region = new SignedRegion();
            region.Flood(start);
            seen.UnionWith(region.values);
            if (region.isClosed) zeros.AddRange(region.zeros);
        }
        return zeros;
    }

    static bool StartsRegion(Node node) => Conversions.IsQuantize(node) && node.Input(0) is { IsConstant: false } || IntegerOps.Of(node) is { } op && node.Input(op.OutputZero) is not null;

    void Flood(Value start)
    {
        Reach(start);
        while (isClosed && waiting.TryDequeue(out var value))
        {
            isClosed &= value is { IsGraphOutput: false, Producer: not null } && Visit(value.Producer) && value.Uses.All(u => IsData(u) && Visit(u.Node));
        }
    }

    void Reach(Value value)
    {
        if (values.Add(value)) waiting.Enqueue(value);
    }

    static bool IsData(Use use) => IntegerOps.Of(use.Node) is { } op ? op.Data.Contains(use.Index) : use.Index == 0;

    /// <returns>False where the operator would not take another type.</returns>
    bool Visit(Node node)
    {
        if (Conversions.Is(node)) return Conversions.Of(node, Scheme.S8Tensor) is not null && Add(node, 2);
        if (OpRules.Of(node) is Moves && node.Outputs.Count(o => o is not null) == 1)
        {
            Reach(node.Input(0)!);
            Reach(node.Output(0)!);
            return true;
        }
        return IntegerOps.Of(node) is { } op && op.Data.All(i => VisitInput(node, op, i)) && VisitOutput(node, op);
    }

    bool VisitInput(Node node, IntegerOp op, int index)
    {
        if (node.Input(index) is not { } x) return false;
        if (x.IsConstant) return index == op.Weight;
        Reach(x);
        return Add(node, index + 2);
    }

    /// <summary>Without a zero point for it, the output is float.</summary>
    bool VisitOutput(Node node, IntegerOp op)
    {
        if (node.Input(op.OutputZero) is null) return true;
        Reach(node.Output(0)!);
        return Add(node, op.OutputZero);
    }

    bool Add(Node node, int index)
    {
        zeros.Add(new Use(node, index));
        return node.Input(index) is { IsConstant: true, Data: { Type: ElementType.Int8, Count: 1 } };
    }
}
