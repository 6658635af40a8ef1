using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OptiBuild.Engine.Data;

namespace OptiBuild.Benchmarks.Saturation;

/// <summary>One output of one run.</summary>
/// <param name="Last">Size of the last axis.</param>
sealed record Answer(int Last, float[] Values);

/// <summary>A model as apps open it, on one thread, with a precision that the engine has no setting for.</summary>
sealed class Session : IDisposable
{
    readonly InferenceSession session;
    readonly RunOptions options = new();

    public Session(byte[] model, Precision precision)
    {
        using var settings = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        settings.AddSessionConfigEntry("session.x64quantprecision", precision == Precision.Exact ? "1" : "0");
        session = new(model, settings);
    }

    public IReadOnlyList<Answer> Run(IReadOnlyList<SampleArray> inputs)
    {
        var values = inputs.Select(Input).ToArray();
        try
        {
            using var results = session.Run(options, [.. inputs.Select(i => i.Input)], values, session.OutputNames);
            return [.. results.Select(Answer)];
        }
        finally
        {
            foreach (var value in values) value.Dispose();
        }
    }

    static OrtValue Input(SampleArray array)
    {
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (TensorElementType)(int)array.Type, [.. array.Shape]);
        array.Data.Span.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    static Answer Answer(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        float[] values = info.ElementDataType switch
        {
            TensorElementType.Float => value.GetTensorDataAsSpan<float>().ToArray(),
            TensorElementType.Int64 => [.. value.GetTensorDataAsSpan<long>().ToArray().Select(v => (float)v)],
            TensorElementType.Int32 => [.. value.GetTensorDataAsSpan<int>().ToArray().Select(v => (float)v)],
            var other               => throw new Failed($"Outputs of type {other} are not compared."),
        };
        return new(info.Shape is [.., var last] ? (int)last : 1, values);
    }

    public void Dispose()
    {
        options.Dispose();
        session.Dispose();
    }
}
