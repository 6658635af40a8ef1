using OptiBuild.Onnx;

namespace OptiBuild.Tests.Infra;

/// <summary>A classifier in which everything that has a name has a hostile one.</summary>
static class HostileModel
{
    const int Layers = 24, Width = 128, Classes = 4;

    /// <summary>ONNX Runtime's interface takes names that end with a zero: values whose names hold one cannot be asked for.</summary>
    static readonly string[] Values = [.. HostileText.Whole.Where(t => !t.Contains('\0'))];

    /// <summary>An .npz file names its arrays by inputs, with 65,535 bytes at most.</summary>
    static readonly string[] Inputs = [.. Values.Where(t => t.Length < 1000)];

    /// <param name="turn">Which name goes where: with 0, 1, 2 … every name stands in every place in the end.</param>
    public static Model Of(int turn)
    {
        var model = ModelSamples.Parse($$"""
            <ir_version: 8, opset_import: ["" : 17]>
            g (float[N,{{Width}}] l0) => (float[N,{{Classes}}] y) <{{Joined(", ", i => $"float[{Width},{Width}] w{i} = ~")}}, float[{{Width}},{{Classes}}] last = ~>
            { {{Joined(" ", i => $"p{i} = MatMul(l{i}, w{i}) l{i + 1} = Relu(p{i})")}} y = MatMul(l{{Layers}}, last) }
            """);
        var (graph, next) = (model.Graph, turn);
        string Name() => HostileText.Whole[next++ % HostileText.Whole.Length];
        foreach (var node in graph.Nodes) (node.Name, node.DocString) = (Name(), Name());
        foreach (var value in graph.Values.ToArray()) graph.Rename(value, Unique(graph, value, Values[next++ % Values.Length]));
        graph.Rename(graph.Inputs[0], Inputs[turn % Inputs.Length] + " in");
        graph.Rename(graph.Outputs[0], Values[(turn + 1) % Values.Length] + " out");
        (graph.Name, graph.DocString, model.DocString, model.ProducerName, model.ProducerVersion, model.Domain) = (Name(), Name(), Name(), Name(), Name(), Name());
        model.Metadata.Add(new(Name(), Name()));
        return model;
    }

    static string Joined(string separator, Func<int, string> part) => string.Join(separator, Enumerable.Range(0, Layers).Select(part));

    static string Unique(Graph graph, Value value, string wish) => graph.Own(wish) is null ? wish : wish + value.Name;
}
