using Google.Protobuf;

namespace OptiBuild.Onnx;

/// <summary><see cref="Tensor"/> to TensorProto; the data is referred to, not copied.</summary>
static class TensorWriter
{
    /// <param name="tensor">What to write.</param>
    /// <param name="weights">Takes the data of large tensors; null when all of it goes into the model.</param>
    public static Proto.TensorProto Write(Tensor tensor, WeightsFile? weights)
    {
        var proto = tensor.Unmodelled?.Clone() ?? new Proto.TensorProto();
        proto.Dims.Add(tensor.Shape);
        proto.DataType = (int)tensor.Type;
        if (tensor.DocString is { } doc) proto.DocString = doc;
        if (tensor.Strings is { } strings) proto.StringData.Add(strings.Select(s => UnsafeByteOperations.UnsafeWrap(s)));
        else if (weights is null || !weights.Take(tensor, proto)) proto.RawData = UnsafeByteOperations.UnsafeWrap(tensor.Data);
        return proto;
    }
}
