using Google.Protobuf;

namespace OptiBuild.Onnx;

/// <summary>Files of one TensorProto, as ONNX's test data have them.</summary>
public static class TensorFile
{
    /// <param name="bytes">The file's contents; they become the tensor's and may not change any more.</param>
    /// <param name="name">The file as messages show it.</param>
    /// <exception cref="ModelException">It is no tensor, or damaged.</exception>
    public static Tensor Read(ReadOnlyMemory<byte> bytes, string name)
    {
        using var files = new ExternalData(null);
        var at = new Source(() => name, files);
        try
        {
            return TensorReader.Read(WireModel.ParseTensor(bytes), at);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidProtocolBufferException)
        {
            throw at.Problem(ModelProblem.Damaged, "the file is no tensor.", e);
        }
    }
}
