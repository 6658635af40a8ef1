using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;

namespace OptiBuild.Engine.Inference;

static class OutputSplit
{
    /// <summary>One output of a batch as one <see cref="Output"/> per real sample.</summary>
    /// <remarks>An output whose first axis has another size than the batch belongs to all samples alike.</remarks>
    public static IReadOnlyList<Output> Of(string name, OrtValue value, Batch batch)
    {
        if (!value.IsTensor) return [.. Enumerable.Repeat(new Output(name, [0], default), batch.Count)];
        var shape = value.GetTensorTypeAndShape().Shape;
        var all = Floats(value);
        var isInteger = IsInteger(value.GetTensorTypeAndShape().ElementDataType);
        if (Rows(batch) is not { } rows || shape.Length == 0 || shape[0] != rows)
            return [.. Enumerable.Repeat(new Output(name, shape, all) { IsInteger = isInteger }, batch.Count)];
        var stride = all.Length / (int)shape[0];
        return [.. Enumerable.Range(0, batch.Count).Select(i => new Output(name, shape[1..], all.AsMemory(i * stride, stride)) { IsInteger = isInteger })];
    }

    /// <summary>How many samples the model saw, padding included; null where the model has no batch axis.</summary>
    static long? Rows(Batch batch) =>
        batch.Arrays is [var first, ..] && first.Shape.Count == batch.Samples[0].Arrays[0].Shape.Count + 1 ? first.Shape[0] : null;

    static bool IsInteger(TensorElementType type) => type is TensorElementType.Int64 or TensorElementType.Int32 or TensorElementType.Int16 or TensorElementType.Int8
        or TensorElementType.UInt64 or TensorElementType.UInt32 or TensorElementType.UInt16 or TensorElementType.UInt8;

    /// <summary>The values as float, whatever their type; an empty array for text.</summary>
    static float[] Floats(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType switch
    {
        TensorElementType.Float    => value.GetTensorDataAsSpan<float>().ToArray(),
        TensorElementType.Double   => Convert<double>(value, v => (float)v),
        TensorElementType.Float16  => Convert<Float16>(value, v => (float)v),
        TensorElementType.BFloat16 => Convert<BFloat16>(value, v => (float)v),
        TensorElementType.Int64    => Convert<long>(value, v => v),
        TensorElementType.Int32    => Convert<int>(value, v => v),
        TensorElementType.Int16    => Convert<short>(value, v => v),
        TensorElementType.Int8     => Convert<sbyte>(value, v => v),
        TensorElementType.UInt64   => Convert<ulong>(value, v => v),
        TensorElementType.UInt32   => Convert<uint>(value, v => v),
        TensorElementType.UInt16   => Convert<ushort>(value, v => v),
        TensorElementType.UInt8    => Convert<byte>(value, v => v),
        TensorElementType.Bool     => Convert<bool>(value, v => v ? 1 : 0),
        _                          => [],
    };

    static float[] Convert<T>(OrtValue value, Func<T, float> toFloat) where T : unmanaged
    {
        var source = value.GetTensorDataAsSpan<T>();
        var result = new float[source.Length];
        for (var i = 0; i < result.Length; i++) result[i] = toFloat(source[i]);
        return result;
    }
}
