namespace OptiBuild.Onnx;

/// <summary>A model file as objects. Whatever is not modelled here survives a round trip untouched.</summary>
public sealed class Model(Graph graph)
{
    public long IrVersion { get; set; }
    public string? ProducerName { get; set; }
    public string? ProducerVersion { get; set; }
    public string? Domain { get; set; }
    public long? ModelVersion { get; set; }
    public string? DocString { get; set; }
    public Graph Graph { get; } = graph;
    public List<Function> Functions { get; } = [];

    /// <summary>Opset version by domain ("" for ai.onnx), in file order.</summary>
    public List<OpsetImport> Opsets { get; } = [];

    public List<KeyValuePair<string, string>> Metadata { get; } = [];

    /// <summary>Full paths of the files beside the model that its weights were read from; empty for a model in one file.</summary>
    public List<string> ExternalFiles { get; } = [];

    /// <summary>Full paths of libraries that hold operators of the model's own; no file tells them, the user does.</summary>
    public IReadOnlyList<string> Libraries { get; set; } = [];

    internal Proto.ModelProto? Unmodelled { get; set; }

    /// <summary>Version of the standard operators; null where the model imports none.</summary>
    public long? Opset => Opsets.Find(o => o.Domain.Length == 0)?.Version;

    /// <summary>A copy of everything; only the tensors' data, which never changes, is shared.</summary>
    public Model Clone()
    {
        using var files = new ExternalData(null);
        var copy = ModelReader.FromProto(ModelWriter.ToProto(this, null), new Source(() => $"copy of graph '{Graph.Name}'", files));
        copy.Libraries = Libraries;
        return copy;
    }

    /// <summary>All graphs: the main one, its subgraphs, the functions' bodies.</summary>
    public IEnumerable<Graph> Graphs => Functions.Select(f => f.Body).Prepend(Graph).SelectMany(g => g.WithSubgraphs());
}

public sealed record OpsetImport(string Domain, long Version);
