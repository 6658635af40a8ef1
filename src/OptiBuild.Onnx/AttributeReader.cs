using Google.Protobuf;
using Kind = OptiBuild.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace OptiBuild.Onnx;

/// <summary>AttributeProto to <see cref="Attribute"/>.</summary>
static class AttributeReader
{
    /// <param name="proto">Emptied while it is read.</param>
    /// <param name="graph">The graph around the node: the scope of subgraphs.</param>
    /// <param name="at">The node, for messages.</param>
    public static Attribute Read(Proto.AttributeProto proto, Graph? graph, Source at)
    {
        var name = proto.Name;
        at = at.At(() => $"attribute '{name}'");
        var kind = proto.Type == Kind.Undefined ? Guess(proto) : proto.Type;
        var attribute = proto.RefAttrName.Length > 0 ? new ReferenceAttribute(name, proto.RefAttrName, (int)kind) : Value(proto, kind, graph, at);
        return attribute with { DocString = proto.HasDocString ? proto.DocString : null, Unmodelled = Rest(proto, kind) };
    }

    static Attribute Value(Proto.AttributeProto proto, Kind kind, Graph? graph, Source at) => kind switch
    {
        Kind.Float   => new FloatAttribute(proto.Name, proto.F),
        Kind.Int     => new IntAttribute(proto.Name, proto.I),
        Kind.String  => new StringAttribute(proto.Name, proto.S.Memory),
        Kind.Tensor  => new TensorAttribute(proto.Name, TensorReader.Read(proto.T ?? throw Empty(kind, at), at)),
        Kind.Graph   => new GraphAttribute(proto.Name, GraphReader.Read(proto.G ?? throw Empty(kind, at), graph, at)),
        Kind.Floats  => new FloatsAttribute(proto.Name, [.. proto.Floats]),
        Kind.Ints    => new IntsAttribute(proto.Name, [.. proto.Ints]),
        Kind.Strings => new StringsAttribute(proto.Name, [.. proto.Strings.Select(s => s.Memory)]),
        Kind.Tensors => new TensorsAttribute(proto.Name, [.. proto.Tensors.Select((t, i) => TensorReader.Read(t, at.At(() => $"tensor {i}")))]),
        Kind.Graphs  => new GraphsAttribute(proto.Name, [.. proto.Graphs.Select((g, i) => GraphReader.Read(g, graph, at.At(() => $"graph {i}")))]),
        Kind.SparseTensor or Kind.SparseTensors or Kind.TypeProto or Kind.TypeProtos => new OpaqueAttribute(proto.Name, (int)kind, Opaque(proto, kind, at)),
        _ => throw at.Damaged($"the attribute has the type {(int)kind}; known are 1 to {(int)Kind.TypeProtos}."),
    };

    static ModelException Empty(Kind kind, Source at) => at.Damaged($"the attribute says that it is a {kind.ToString().ToLowerInvariant()} but has none.");

    /// <summary>The first ONNX version did not store the type: exactly one field holds something.</summary>
    static Kind Guess(Proto.AttributeProto proto) =>
        proto.HasF                    ? Kind.Float
        : proto.HasI                  ? Kind.Int
        : proto.HasS                  ? Kind.String
        : proto.T is not null         ? Kind.Tensor
        : proto.G is not null         ? Kind.Graph
        : proto.Floats.Count > 0      ? Kind.Floats
        : proto.Ints.Count > 0        ? Kind.Ints
        : proto.Strings.Count > 0     ? Kind.Strings
        : proto.Tensors.Count > 0     ? Kind.Tensors
        : proto.Graphs.Count > 0      ? Kind.Graphs
        : Kind.Undefined;

    /// <summary>An attribute message with only the value in it: what <see cref="AttributeWriter"/> merges back.</summary>
    static byte[] Opaque(Proto.AttributeProto proto, Kind kind, Source at)
    {
        foreach (var sparse in proto.SparseTensors.Append(proto.SparseTensor).OfType<Proto.SparseTensorProto>()) SparseTensors.RequireInside(sparse, at);
        var value = new Proto.AttributeProto();
        if (kind == Kind.SparseTensor) value.SparseTensor = proto.SparseTensor;
        if (kind == Kind.TypeProto) value.Tp = proto.Tp;
        if (kind == Kind.SparseTensors) value.SparseTensors.Add(proto.SparseTensors);
        if (kind == Kind.TypeProtos) value.TypeProtos.Add(proto.TypeProtos);
        return value.ToByteArray();
    }

    static Proto.AttributeProto? Rest(Proto.AttributeProto proto, Kind kind)
    {
        proto.ClearName();
        proto.ClearType();
        proto.ClearDocString();
        proto.ClearRefAttrName();
        switch (kind)
        {
            case Kind.Float:         proto.ClearF(); break;
            case Kind.Int:           proto.ClearI(); break;
            case Kind.String:        proto.ClearS(); break;
            case Kind.Tensor:        proto.T = null; break;
            case Kind.Graph:         proto.G = null; break;
            case Kind.Floats:        proto.Floats.Clear(); break;
            case Kind.Ints:          proto.Ints.Clear(); break;
            case Kind.Strings:       proto.Strings.Clear(); break;
            case Kind.Tensors:       proto.Tensors.Clear(); break;
            case Kind.Graphs:        proto.Graphs.Clear(); break;
            case Kind.SparseTensor:  proto.SparseTensor = null; break;
            case Kind.SparseTensors: proto.SparseTensors.Clear(); break;
            case Kind.TypeProto:     proto.Tp = null; break;
            case Kind.TypeProtos:    proto.TypeProtos.Clear(); break;
        }
        return proto.CalculateSize() == 0 ? null : proto;
    }
}
