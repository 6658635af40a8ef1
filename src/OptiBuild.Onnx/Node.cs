namespace OptiBuild.Onnx;

/// <summary>One operator call. Inputs and outputs may be null where an optional one is left out.</summary>
public sealed class Node
{
    readonly List<Value?> inputs = [];
    readonly List<Value?> outputs = [];

    internal Node(Graph graph, string opType, string domain) => (Graph, OpType, Domain) = (graph, opType, domain);

    public Graph Graph { get; }
    public string OpType { get; internal set; }

    /// <summary>"" for ai.onnx.</summary>
    public string Domain { get; }

    /// <summary>May be empty or shared; use <see cref="Label"/> to talk about the node.</summary>
    public string Name { get; set; } = "";

    /// <summary>Name of a function's overload, "" for most.</summary>
    public string Overload { get; init; } = "";

    public string? DocString { get; set; }
    public AttributeList Attributes { get; } = new();
    public IReadOnlyList<Value?> Inputs => inputs;
    public IReadOnlyList<Value?> Outputs => outputs;

    /// <summary>The name, else the first output's name: what reports and messages call this node.</summary>
    public string Label => Name.Length > 0 ? Name : outputs.FirstOrDefault(o => o is not null)?.Name ?? OpType;

    internal Proto.NodeProto? Unmodelled { get; set; }

    public bool Is(string opType) => Domain.Length == 0 && OpType == opType;

    public Value? Input(int index) => index < inputs.Count ? inputs[index] : null;
    public Value? Output(int index) => index < outputs.Count ? outputs[index] : null;

    /// <summary>Reads <paramref name="value"/> at input <paramref name="index"/> from now on; the list grows where it must.</summary>
    public void SetInput(int index, Value? value)
    {
        while (inputs.Count <= index) inputs.Add(null);
        inputs[index]?.Disconnect(this, index);
        inputs[index] = value;
        value?.Connect(this, index);
    }

    /// <summary>Drops left-out inputs at the end.</summary>
    public void TrimInputs()
    {
        while (inputs.Count > 0 && inputs[^1] is null) inputs.RemoveAt(inputs.Count - 1);
    }

    /// <summary>Drops outputs that nobody uses from <paramref name="count"/> on.</summary>
    internal void TrimOutputs(int count)
    {
        for (var i = outputs.Count - 1; i >= count; i--)
        {
            var output = outputs[i];
            SetOutput(i, null);
            outputs.RemoveAt(i);
            if (output is not null) Graph.Remove(output);
        }
    }

    /// <summary>Gives <paramref name="value"/>, which no other node may produce, at output <paramref name="index"/>.</summary>
    public void SetOutput(int index, Value? value)
    {
        if (value?.Producer is { } other && other != this)
            throw new InvalidOperationException($"'{value.Name}' is already produced by '{other.Label}'.");
        while (outputs.Count <= index) outputs.Add(null);
        if (outputs[index] is { } old) old.Producer = null;
        outputs[index] = value;
        if (value is not null) value.Producer = this;
    }

    /// <summary>Subgraphs go with their node: what they read outside is not read any more either.</summary>
    internal void Detach()
    {
        foreach (var inner in Attributes.Graphs.SelectMany(g => g.Nodes)) inner.Detach();
        for (var i = 0; i < inputs.Count; i++) inputs[i]?.Disconnect(this, i);
        foreach (var output in outputs) if (output is not null) output.Producer = null;
        inputs.Clear();
        outputs.Clear();
    }

    public override string ToString() => $"{OpType} '{Label}'";
}
