namespace OptiBuild.Onnx;

/// <summary>Sparse tensors are passed on as they are, so what they name is not looked at by anybody here.</summary>
static class SparseTensors
{
    /// <exception cref="ModelException">Its data is in another file, which ONNX Runtime would open wherever it lies.</exception>
    public static void RequireInside(Proto.SparseTensorProto tensor, Source at)
    {
        if (IsOutside(tensor.Values) || IsOutside(tensor.Indices))
            throw at.Damaged($"the sparse tensor '{tensor.Values?.Name}' keeps its data in another file, which is not read for sparse ones.");
    }

    static bool IsOutside(Proto.TensorProto? part) =>
        part is not null && (part.DataLocation == Proto.TensorProto.Types.DataLocation.External || part.ExternalData.Count > 0);
}
