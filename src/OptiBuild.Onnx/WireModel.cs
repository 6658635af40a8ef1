using Google.Protobuf;

namespace OptiBuild.Onnx;

/// <summary>Parses a model without copying the initializers' raw data: they become slices of the file's own bytes.</summary>
/// <remarks>
///   The generated parsers copy every bytes field. Weights are nearly all of a model, so the three messages on the way to
///   them (model, graph, initializer) are walked here and everything else goes to the generated parsers in runs.
///   https://protobuf.dev/programming-guides/encoding/
/// </remarks>
static class WireModel
{
    /// <summary>Below this many bytes a copy costs less than the walk.</summary>
    const int SmallTensor = 1024;

    /// <exception cref="InvalidDataException">The bytes end early or are no protobuf message.</exception>
    /// <exception cref="InvalidProtocolBufferException">Likewise.</exception>
    public static Proto.ModelProto Parse(ReadOnlyMemory<byte> bytes)
    {
        var model = new Proto.ModelProto();
        Split(bytes, Proto.ModelProto.GraphFieldNumber, model, graph =>
        {
            model.Graph ??= new Proto.GraphProto();
            Split(graph, Proto.GraphProto.InitializerFieldNumber, model.Graph, tensor => model.Graph.Initializer.Add(ParseTensor(tensor)));
        });
        return model;
    }

    /// <exception cref="InvalidDataException">The bytes end early or are no protobuf message.</exception>
    /// <exception cref="InvalidProtocolBufferException">Likewise.</exception>
    public static Proto.TensorProto ParseTensor(ReadOnlyMemory<byte> bytes)
    {
        var tensor = new Proto.TensorProto();
        if (bytes.Length < SmallTensor) Merge(tensor, bytes.Span);
        else Split(bytes, Proto.TensorProto.RawDataFieldNumber, tensor, raw => tensor.RawData = UnsafeByteOperations.UnsafeWrap(raw));
        return tensor;
    }

    /// <summary>Whether the bytes start like a model file: a field that ModelProto has, with the wire type that it has there.</summary>
    public static bool LooksLikeModel(ReadOnlySpan<byte> bytes) => bytes.Length > 1 && bytes[0] switch
    {
        0x08 or 0x28                                    => true,
        0x12 or 0x1A or 0x22 or 0x32 or 0x3A or 0x42 or 0x72 => true,
        _                                               => false,
    };

    /// <summary>Hands the contents of one length-delimited field to <paramref name="take"/> and merges all other fields into <paramref name="rest"/>.</summary>
    static void Split(ReadOnlyMemory<byte> bytes, int field, IMessage rest, Action<ReadOnlyMemory<byte>> take)
    {
        var wanted = WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited);
        var position = 0;
        var merged = 0;
        var groups = 0;
        while (position < bytes.Length)
        {
            var start = position;
            var tag = (uint)WireFields.Varint(bytes.Span, ref position);
            if (tag != wanted || groups > 0)
            {
                WireFields.Skip(bytes.Span, tag, ref position, ref groups);
                continue;
            }
            var length = WireFields.Length(bytes.Span, ref position);
            Merge(rest, bytes.Span[merged..start]);
            take(bytes.Slice(position, length));
            merged = position += length;
        }
        Merge(rest, bytes.Span[merged..]);
    }

    static void Merge(IMessage message, ReadOnlySpan<byte> bytes)
    {
        WireFields.Check(bytes, message.Descriptor);
        message.MergeFrom(bytes);
    }
}
