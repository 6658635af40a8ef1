using System.Runtime.InteropServices;
using Google.Protobuf.Collections;

namespace OptiBuild.Onnx;

/// <summary>TensorProto, in any of its storage fields, to the packed raw form of <see cref="Tensor"/>. https://onnx.ai/onnx/repo-docs/IR.html#tensor-definition</summary>
static class TensorReader
{
    public static Tensor Read(Proto.TensorProto proto, Source at)
    {
        var type = (ElementType)proto.DataType;
        if (type == ElementType.Undefined || !Enum.IsDefined(type))
            throw at.Damaged($"the tensor has the element type {proto.DataType}; known are 1 to {(int)Enum.GetValues<ElementType>().Max()}.");
        long[] shape = [.. proto.Dims];
        var (count, size) = Measure(type, shape, at);
        var doc = proto.HasDocString ? proto.DocString : null;
        if (type == ElementType.String)
        {
            if (proto.StringData.Count != count) throw at.Damaged($"the tensor has {proto.StringData.Count} strings; {Words(type, shape)} takes {count}.");
            ReadOnlyMemory<byte>[] strings = [.. proto.StringData.Select(s => s.Memory)];
            return Tensor.OfStrings(shape, strings).With(doc, Rest(proto));
        }
        var data = Data(proto, type, size, at);
        if (data.Length != size) throw at.Damaged($"the tensor has {data.Length} bytes of data; {Words(type, shape)} takes {size}.");
        return new Tensor(type, shape, data).With(doc, Rest(proto));
    }

    static (long Count, long Size) Measure(ElementType type, long[] shape, Source at)
    {
        foreach (var dim in shape)
            if (dim < 0) throw at.Damaged($"the tensor's shape [{string.Join(",", shape)}] has the size {dim}; sizes of constants are 0 or more.");
        try
        {
            var count = Tensor.CountOf(shape);
            return (count, type.Bytes(count));
        }
        catch (OverflowException)
        {
            throw at.Damaged($"the tensor's shape [{string.Join(",", shape)}] has more elements than can be counted in 64 bits.");
        }
    }

    static string Words(ElementType type, long[] shape) => $"{type.Name()}[{string.Join(",", shape)}]";

    static ReadOnlyMemory<byte> Data(Proto.TensorProto proto, ElementType type, long size, Source at)
    {
        if (proto.DataLocation == Proto.TensorProto.Types.DataLocation.External) return at.Files.Read(proto.ExternalData, size, at);
        if (proto.HasRawData) return proto.RawData.Memory;
        return type switch
        {
            ElementType.Float or ElementType.Complex64   => Pack(proto.FloatData),
            ElementType.Double or ElementType.Complex128 => Pack(proto.DoubleData),
            ElementType.Int64                            => Pack(proto.Int64Data),
            ElementType.UInt64                           => Pack(proto.Uint64Data),
            ElementType.UInt32                           => Pack(proto.Uint64Data, v => (uint)v),
            ElementType.Int32                            => Pack(proto.Int32Data),
            _ when type.Bits() == 16                     => Pack(proto.Int32Data, v => (ushort)v),
            _                                            => Pack(proto.Int32Data, v => (byte)v),
        };
    }

    static byte[] Pack<T>(RepeatedField<T> field) where T : unmanaged => Pack(field, v => v);

    static byte[] Pack<T, TTo>(RepeatedField<T> field, Func<T, TTo> narrow) where TTo : unmanaged
    {
        var bytes = new byte[checked(field.Count * Marshal.SizeOf<TTo>())];
        var packed = MemoryMarshal.Cast<byte, TTo>(bytes.AsSpan());
        for (var i = 0; i < packed.Length; i++) packed[i] = narrow(field[i]);
        return bytes;
    }

    /// <summary>What is left of the message when all that <see cref="Tensor"/> holds is gone; null when that is nothing.</summary>
    static Proto.TensorProto? Rest(Proto.TensorProto proto)
    {
        proto.Dims.Clear();
        proto.ClearDataType();
        proto.ClearRawData();
        proto.FloatData.Clear();
        proto.DoubleData.Clear();
        proto.Int32Data.Clear();
        proto.Int64Data.Clear();
        proto.Uint64Data.Clear();
        proto.StringData.Clear();
        proto.ExternalData.Clear();
        proto.ClearDataLocation();
        proto.ClearDocString();
        return proto.CalculateSize() == 0 ? null : proto;
    }
}
