using System.Globalization;

namespace OptiBuild.MSBuild;

/// <summary>The inputs and outputs of a model that no worker has looked at: before the first build, and where OptiBuild is switched off.</summary>
/// <remarks>
/// Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. Weights are passed over. A file that is no ONNX model, or cannot be read,
/// has none: saying what is wrong with it is the worker's part.
/// </remarks>
sealed class ModelPorts
{
    const int Graph = 7, Initializer = 5, SparseInitializer = 15, Input = 11, Output = 12;

    /// <summary>Of ONNX's text syntax, by the number of TensorProto.DataType.</summary>
    internal static readonly string[] Elements =
    [
        "undefined", "float", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "double", "uint32", "uint64", "complex64", "complex128", "bfloat16",
        "float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "uint4", "int4", "float4e2m1", "float8e8m0", "uint2", "int2",
    ];

    readonly WireReader _reader;
    readonly List<Port> _inputs = [], _outputs = [];
    readonly HashSet<string> _initializers = new(StringComparer.Ordinal);

    ModelPorts(WireReader reader) => _reader = reader;

    public static (IReadOnlyList<Port> Inputs, IReadOnlyList<Port> Outputs) Of(string model)
    {
        try
        {
            if (!File.Exists(model)) return ([], []);
            using var file = File.OpenRead(model);
            var ports = new ModelPorts(new WireReader(file));
            ports.Read(file.Length);

            // Old exporters list weights among the inputs.
            return ([.. ports._inputs.Where(i => !ports._initializers.Contains(i.Name))], ports._outputs);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ([], []);
        }
    }

    void Read(long end)
    {
        foreach (var graph in Messages(end, Graph))
            foreach (var field in _reader.Fields(graph.Stop))
                switch (field.Number)
                {
                    case Initializer:       _initializers.Add(Text(field.Stop, 8)); break;
                    case SparseInitializer: foreach (var values in Messages(field.Stop, 1)) _initializers.Add(Text(values.Stop, 8)); break;
                    case Input:             _inputs.Add(Port(field.Stop)); break;
                    case Output:            _outputs.Add(Port(field.Stop)); break;
                }
    }

    // ValueInfoProto: name, type. TypeProto: tensor_type, sequence_type, map_type, sparse_tensor_type, optional_type.
    Port Port(long end)
    {
        var port = new Port("", "?", "");
        foreach (var field in _reader.Fields(end))
            if (field.Number == 1) port = port with { Name = _reader.Text(field) };
            else if (field.Number == 2)
                foreach (var type in _reader.Fields(field.Stop))
                    port = type.Number switch
                    {
                        1 => Tensor(port, type.Stop, ""),
                        4 => port with { Type = "sequence" },
                        5 => port with { Type = "map" },
                        8 => Tensor(port, type.Stop, "sparse "),
                        9 => port with { Type = "optional" },
                        _ => port,
                    };
        return port;
    }

    // TypeProto.Tensor: elem_type, shape.
    Port Tensor(Port port, long end, string kind)
    {
        port = port with { Type = kind + Elements[0], Shape = "…" };
        foreach (var field in _reader.Fields(end))
            if (field.Number == 1 && field.Value < (ulong)Elements.Length) port = port with { Type = kind + Elements[field.Value] };
            else if (field.Number == 2) port = port with { Shape = Shape(field.Stop) };
        return port;
    }

    // TensorShapeProto: dim. Dimension: dim_value, negative where some exporters do not know it; dim_param.
    string Shape(long end)
    {
        var sizes = new List<string>();
        foreach (var dimension in Messages(end, 1))
        {
            var size = "?";
            foreach (var field in _reader.Fields(dimension.Stop))
                if (field.Number == 1 && field.Value <= long.MaxValue) size = field.Value.ToString(CultureInfo.InvariantCulture);
                else if (field.Number == 2 && _reader.Text(field) is { Length: > 0 } name) size = name;
            sizes.Add(size);
        }
        return string.Join(", ", sizes);
    }

    string Text(long end, ulong number)
    {
        var text = "";
        foreach (var field in _reader.Fields(end))
            if (field.Number == number) text = _reader.Text(field);
        return text;
    }

    IEnumerable<WireReader.Field> Messages(long end, ulong number) => _reader.Fields(end).Where(f => f.IsMessage && f.Number == number);
}
