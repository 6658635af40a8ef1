using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Reports;

/// <summary>What a model file holds, without running it.</summary>
public sealed record Inspection
{
    public required long? Opset { get; init; }
    public required IReadOnlyList<OpsetImport> OtherOpsets { get; init; }
    public required long IrVersion { get; init; }
    public required string? Producer { get; init; }
    public required IReadOnlyList<PortReport> Inputs { get; init; }
    public required IReadOnlyList<PortReport> Outputs { get; init; }

    /// <summary>Nodes by operator, subgraphs and functions included, most frequent first.</summary>
    public required IReadOnlyList<OperatorCount> Operators { get; init; }

    /// <summary>Constant data by element type, largest first.</summary>
    public required IReadOnlyList<TypeBytes> Weights { get; init; }

    /// <summary>Nodes with weights, in execution order.</summary>
    public required IReadOnlyList<WeightedLayer> Layers { get; init; }

    /// <summary>Where its int8 operators give the same answers.</summary>
    public required TargetSafety Safety { get; init; }

    public static Inspection Of(Model model) => new()
    {
        Opset       = model.Opset,
        OtherOpsets = [.. model.Opsets.Where(o => o.Domain.Length > 0)],
        IrVersion   = model.IrVersion,
        Producer    = model.ProducerName is { } name ? $"{name} {model.ProducerVersion}".Trim() : null,
        Inputs      = [.. model.Graph.Inputs.Where(i => i.Data is null).Select(Ports.Of)],
        Outputs     = [.. model.Graph.Outputs.Select(Ports.Of)],
        Operators   = [.. model.Graphs.SelectMany(g => g.Nodes).CountBy(FullName)
            .OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal).Select(p => new OperatorCount(p.Key, p.Value))],
        Weights     = [.. model.Graphs.SelectMany(g => g.Initializers).Select(v => v.Data!).GroupBy(t => t.Type)
            .Select(g => new TypeBytes(g.Key, g.Sum(t => t.Type.Bytes(t.Count)))).OrderByDescending(t => t.Bytes).ThenBy(t => t.Type)],
        Layers      = [.. model.Graphs.SelectMany(g => g.Nodes).Select(WeightedLayer.Of).OfType<WeightedLayer>()],
        Safety      = TargetSafety.Of(model),
    };

    static string FullName(Node node) => node.Domain.Length == 0 ? node.OpType : $"{node.Domain}.{node.OpType}";
}

public sealed record OperatorCount(string Operator, int Nodes);

public sealed record TypeBytes(ElementType Type, long Bytes);
