using System.Globalization;

namespace OptiBuild.Onnx;

/// <summary>The file beside a model that is too large to hold its own weights. Collects tensors while the model is put together, then is written.</summary>
sealed class WeightsFile(string location)
{
    /// <summary>A page: readers that map the file need tensors to start on one.</summary>
    const int Alignment = 4096;

    /// <summary>Smaller tensors stay in the model: shapes and axes are read while a model is loaded.</summary>
    const int SmallTensor = 1024;

    readonly List<(long Offset, Tensor Tensor)> parts = [];
    long end;

    public string Location => location;

    /// <returns>false when the tensor is so small that it stays in the model.</returns>
    public bool Take(Tensor tensor, Proto.TensorProto proto)
    {
        if (tensor.Data.Length < SmallTensor) return false;
        var offset = (end + Alignment - 1) / Alignment * Alignment;
        parts.Add((offset, tensor));
        end = offset + tensor.Data.Length;
        proto.DataLocation = Proto.TensorProto.Types.DataLocation.External;
        proto.ExternalData.Add(Entry("location", location));
        proto.ExternalData.Add(Entry("offset", offset.ToString(CultureInfo.InvariantCulture)));
        proto.ExternalData.Add(Entry("length", tensor.Data.Length.ToString(CultureInfo.InvariantCulture)));
        return true;
    }

    public void Write(Stream stream)
    {
        foreach (var (offset, tensor) in parts)
        {
            stream.Write(new byte[offset - stream.Position]);
            stream.Write(tensor.Data.Span);
        }
    }

    static Proto.StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };
}
