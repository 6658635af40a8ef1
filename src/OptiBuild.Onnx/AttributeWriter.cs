using Google.Protobuf;
using Kind = OptiBuild.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace OptiBuild.Onnx;

/// <summary><see cref="Attribute"/> to AttributeProto.</summary>
static class AttributeWriter
{
    public static Proto.AttributeProto Write(Attribute attribute, WeightsFile? weights)
    {
        var proto = attribute.Unmodelled?.Clone() ?? new Proto.AttributeProto();
        proto.Name = attribute.Name;
        if (attribute.DocString is { } doc) proto.DocString = doc;
        proto.Type = Value(attribute, proto, weights);
        return proto;
    }

    static Kind Value(Attribute attribute, Proto.AttributeProto proto, WeightsFile? weights)
    {
        switch (attribute)
        {
            case FloatAttribute a:     proto.F = a.Value; return Kind.Float;
            case IntAttribute a:       proto.I = a.Value; return Kind.Int;
            case StringAttribute a:    proto.S = UnsafeByteOperations.UnsafeWrap(a.Value); return Kind.String;
            case TensorAttribute a:    proto.T = TensorWriter.Write(a.Value, weights); return Kind.Tensor;
            case GraphAttribute a:     proto.G = GraphWriter.Write(a.Value, weights); return Kind.Graph;
            case FloatsAttribute a:    proto.Floats.Add(a.Values); return Kind.Floats;
            case IntsAttribute a:      proto.Ints.Add(a.Values); return Kind.Ints;
            case StringsAttribute a:   proto.Strings.Add(a.Values.Select(s => UnsafeByteOperations.UnsafeWrap(s))); return Kind.Strings;
            case TensorsAttribute a:   proto.Tensors.Add(a.Values.Select(t => TensorWriter.Write(t, weights))); return Kind.Tensors;
            case GraphsAttribute a:    proto.Graphs.Add(a.Values.Select(g => GraphWriter.Write(g, weights))); return Kind.Graphs;
            case ReferenceAttribute a: proto.RefAttrName = a.Reference; return (Kind)a.Kind;
            case OpaqueAttribute a:    proto.MergeFrom(a.Serialized.Span); return (Kind)a.Kind;
            default: throw new InvalidOperationException($"{attribute.GetType().Name} has no form in the file.");
        }
    }
}
