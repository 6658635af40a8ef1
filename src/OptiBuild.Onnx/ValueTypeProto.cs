using Google.Protobuf;

namespace OptiBuild.Onnx;

/// <summary>TypeProto to <see cref="ValueType"/> and back.</summary>
static class ValueTypeProto
{
    public static ValueType Read(Proto.TypeProto proto)
    {
        var type = proto.ValueCase switch
        {
            Proto.TypeProto.ValueOneofCase.TensorType       => new TensorType((ElementType)proto.TensorType.ElemType, Read(proto.TensorType.Shape)),
            Proto.TypeProto.ValueOneofCase.SparseTensorType => new SparseTensorType((ElementType)proto.SparseTensorType.ElemType, Read(proto.SparseTensorType.Shape)),
            Proto.TypeProto.ValueOneofCase.SequenceType     => new SequenceType(Inner(proto.SequenceType.ElemType)),
            Proto.TypeProto.ValueOneofCase.OptionalType     => new OptionalType(Inner(proto.OptionalType.ElemType)),
            Proto.TypeProto.ValueOneofCase.MapType          => new MapType((ElementType)proto.MapType.KeyType, Inner(proto.MapType.ValueType)),
            _                                               => (ValueType)new UnknownType(proto.ToByteArray()),
        };
        return type is UnknownType ? type : type with { Denotation = proto.HasDenotation ? proto.Denotation : null };
    }

    public static Proto.TypeProto Write(ValueType type)
    {
        if (type is UnknownType unknown) return Proto.TypeProto.Parser.ParseFrom(unknown.Serialized.Span);
        var proto = new Proto.TypeProto();
        if (type.Denotation is { } denotation) proto.Denotation = denotation;
        switch (type)
        {
            case TensorType t:
                proto.TensorType = new() { ElemType = (int)t.Element, Shape = Write(t.Shape) };
                break;
            case SparseTensorType t:
                proto.SparseTensorType = new() { ElemType = (int)t.Element, Shape = Write(t.Shape) };
                break;
            case SequenceType t:
                proto.SequenceType = new() { ElemType = Inner(t.Element) };
                break;
            case OptionalType t:
                proto.OptionalType = new() { ElemType = Inner(t.Element) };
                break;
            case MapType t:
                proto.MapType = new() { KeyType = (int)t.Key, ValueType = Inner(t.Element) };
                break;
        }
        return proto;
    }

    static ValueType? Inner(Proto.TypeProto? proto) => proto is null ? null : Read(proto);

    static Proto.TypeProto? Inner(ValueType? type) => type is null ? null : Write(type);

    static Shape? Read(Proto.TensorShapeProto? proto) => proto is null ? null : new Shape([.. proto.Dim.Select(Read)]);

    /// <summary>Some exporters write -1 for a size that they do not know.</summary>
    static Dimension Read(Proto.TensorShapeProto.Types.Dimension proto) => new(
        proto.HasDimValue && proto.DimValue >= 0 ? proto.DimValue : null,
        proto.HasDimParam && proto.DimParam.Length > 0 ? proto.DimParam : null,
        proto.HasDenotation ? proto.Denotation : null);

    static Proto.TensorShapeProto? Write(Shape? shape)
    {
        if (shape is null) return null;
        var proto = new Proto.TensorShapeProto();
        foreach (var dimension in shape.Dimensions)
        {
            var dim = new Proto.TensorShapeProto.Types.Dimension();
            if (dimension.Size is { } size) dim.DimValue = size;
            else if (dimension.Name is { } name) dim.DimParam = name;
            if (dimension.Denotation is { } denotation) dim.Denotation = denotation;
            proto.Dim.Add(dim);
        }
        return proto;
    }
}
