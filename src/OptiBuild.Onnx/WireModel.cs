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
    public static Proto.ModelProto Parse(ReadOnlyMemory<byte> bytes) => Sound(bytes, Model);

    /// <summary>A file of one tensor.</summary>
    /// <exception cref="InvalidDataException">The bytes end early or are no protobuf message.</exception>
    /// <exception cref="InvalidProtocolBufferException">Likewise.</exception>
    public static Proto.TensorProto ParseTensor(ReadOnlyMemory<byte> bytes) => Sound(bytes, Tensor);

    static Proto.ModelProto Model(ReadOnlyMemory<byte> bytes)
    {
        var model = new Proto.ModelProto();
        Split(bytes, Proto.ModelProto.GraphFieldNumber, model, graph =>
        {
            model.Graph ??= new Proto.GraphProto();
            Split(graph, Proto.GraphProto.InitializerFieldNumber, model.Graph, tensor => model.Graph.Initializer.Add(Tensor(tensor)));
        });
        return model;
    }

    /// <summary>Whether the bytes start like a model file: a field that ModelProto has, with the wire type that it has there.</summary>
    public static bool LooksLikeModel(ReadOnlySpan<byte> bytes) => bytes.Length > 1 && bytes[0] switch
    {
        0x08 or 0x28                                    => true,
        0x12 or 0x1A or 0x22 or 0x32 or 0x3A or 0x42 or 0x72 => true,
        _                                               => false,
    };

    /// <summary>The generated parsers run over the end of some damaged fields, and have no exception of their own for it.</summary>
    static T Sound<T>(ReadOnlyMemory<byte> bytes, Func<ReadOnlyMemory<byte>, T> parse)
    {
        try
        {
            return parse(bytes);
        }
        catch (IndexOutOfRangeException e)
        {
            throw new InvalidDataException("a field ends behind its message", e);
        }
    }

    static Proto.TensorProto Tensor(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < SmallTensor) return Proto.TensorProto.Parser.ParseFrom(bytes.Span);
        var tensor = new Proto.TensorProto();
        Split(bytes, Proto.TensorProto.RawDataFieldNumber, tensor, raw => tensor.RawData = UnsafeByteOperations.UnsafeWrap(raw));
        return tensor;
    }

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
            var tag = (uint)Varint(bytes.Span, ref position);
            if (tag != wanted || groups > 0)
            {
                Skip(bytes.Span, tag, ref position, ref groups);
                continue;
            }
            var length = Length(bytes.Span, ref position);
            rest.MergeFrom(bytes.Span[merged..start]);
            take(bytes.Slice(position, length));
            merged = position += length;
        }
        rest.MergeFrom(bytes.Span[merged..]);
    }

    static void Skip(ReadOnlySpan<byte> bytes, uint tag, ref int position, ref int groups)
    {
        switch (WireFormat.GetTagWireType(tag))
        {
            case WireFormat.WireType.Varint:          Varint(bytes, ref position); break;
            case WireFormat.WireType.Fixed64:         Advance(bytes, 8, ref position); break;
            case WireFormat.WireType.Fixed32:         Advance(bytes, 4, ref position); break;
            case WireFormat.WireType.LengthDelimited: Advance(bytes, Length(bytes, ref position), ref position); break;
            case WireFormat.WireType.StartGroup:      groups++; break;
            case WireFormat.WireType.EndGroup:        groups--; break;
            default: throw new InvalidDataException($"byte {position} has a wire type that does not exist");
        }
        if (groups < 0) throw new InvalidDataException($"byte {position} ends a group that never began");
    }

    static void Advance(ReadOnlySpan<byte> bytes, int count, ref int position)
    {
        if (bytes.Length - position < count) throw new InvalidDataException("the file ends in the middle of a field");
        position += count;
    }

    static int Length(ReadOnlySpan<byte> bytes, ref int position)
    {
        var length = Varint(bytes, ref position);
        if (length > (ulong)(bytes.Length - position))
            throw new InvalidDataException($"a field of {length} bytes begins where {bytes.Length - position} are left");
        return (int)length;
    }

    static ulong Varint(ReadOnlySpan<byte> bytes, ref int position)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (position >= bytes.Length) throw new InvalidDataException("the file ends in the middle of a number");
            var next = bytes[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw new InvalidDataException($"byte {position} continues a number beyond 64 bits");
    }
}
