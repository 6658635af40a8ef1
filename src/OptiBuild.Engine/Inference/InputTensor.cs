using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OptiBuild.Engine.Data;

namespace OptiBuild.Engine.Inference;

/// <summary>A view of an array for ONNX Runtime; the memory is pinned, not copied, until this is disposed.</summary>
sealed class InputTensor : IDisposable
{
    readonly MemoryHandle pin;

    public unsafe InputTensor(SampleArray array)
    {
        pin = array.Data.Pin();
        Value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, (TensorElementType)(int)array.Type, [.. array.Shape], (nint)pin.Pointer, array.Data.Length);
    }

    public OrtValue Value { get; }

    public void Dispose()
    {
        Value.Dispose();
        pin.Dispose();
    }
}
