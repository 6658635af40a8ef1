using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Inference;

public delegate void Observer(string output, ReadOnlySpan<float> values, ReadOnlySpan<long> shape);

/// <summary>A model loaded into ONNX Runtime's CPU provider. Not for use from several threads at once.</summary>
public sealed class Runner : IDisposable
{
    readonly InferenceSession session;
    readonly RunOptions options = new();

    Runner(InferenceSession session) => this.session = session;

    /// <summary>Tensor inputs in the model's order.</summary>
    public IReadOnlyList<ModelInput> Inputs => [.. session.InputNames.Select(n => Port(n, session.InputMetadata[n]))];

    public IReadOnlyList<ModelInput> Outputs => [.. session.OutputNames.Select(n => Port(n, session.OutputMetadata[n]))];

    /// <exception cref="OnnxRuntimeException">ONNX Runtime does not accept the model.</exception>
    public static Runner Open(ReadOnlyMemory<byte> model, RunnerSettings settings)
    {
        using var options = SessionSettings.Of(settings);
        var bytes = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(model, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array : model.ToArray();
        return new Runner(CustomOperators.Open(settings.Libraries, options, () => new InferenceSession(bytes, options)));
    }

    /// <summary>A model in memory, with the operators of its own.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime does not accept the model.</exception>
    public static Runner Open(Model model, RunnerSettings settings) => Open(model, settings, ModelWriter.InlineLimit);

    /// <summary>The same; through files where its weights are more than <paramref name="inlineLimit"/> bytes.</summary>
    internal static Runner Open(Model model, RunnerSettings settings, long inlineLimit)
    {
        settings = settings with { Libraries = model.Libraries };
        if (ModelWriter.Fits(model, inlineLimit)) return Open(ModelWriter.ToBytes(model), settings);
        using var folder = new TemporaryFolder();
        var file = folder.File("model.onnx");
        ModelWriter.Write(model, file, inlineLimit);
        return Open(file, settings);
    }

    /// <summary>Loads from the file, so that ONNX Runtime finds weights kept beside it and the bytes are not held twice.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime does not accept the model.</exception>
    public static Runner Open(string path, RunnerSettings settings)
    {
        using var options = SessionSettings.Of(settings);
        return new Runner(CustomOperators.Open(settings.Libraries, options, () => new InferenceSession(path, options)));
    }

    /// <summary>The outputs of each real sample of the batch, batch axis removed.</summary>
    public IReadOnlyList<IReadOnlyList<Output>> Run(Batch batch)
    {
        using var results = RunRaw(batch);
        var perOutput = results.Select((r, i) => OutputSplit.Of(session.OutputNames[i], r, batch)).ToArray();
        return [.. Enumerable.Range(0, batch.Count).Select(s => (IReadOnlyList<Output>)[.. perOutput.Select(o => o[s])])];
    }

    /// <summary>The values of outputs of type int64, in the model's order.</summary>
    public IReadOnlyList<long[]> RunIntegers(Batch batch)
    {
        if (session.OutputNames.Count == 0) return [];
        using var results = RunRaw(batch);
        return [.. results.Select(r => r.GetTensorDataAsSpan<long>().ToArray())];
    }

    /// <summary>Runs and throws the outputs away, for timing.</summary>
    public void RunOnly(Batch batch) => RunRaw(batch).Dispose();

    /// <summary>Hands every float output's values to <paramref name="see"/> by name, padding samples included, several outputs at once.</summary>
    /// <param name="threads">How many at once; 0 means one per core.</param>
    public void Observe(Batch batch, int threads, Observer see)
    {
        // ONNX Runtime refuses to run for nothing.
        if (session.OutputNames.Count == 0) return;
        using var results = RunRaw(batch);
        Parallel.For(0, results.Count, new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? -1 : threads }, i =>
        {
            if (!results[i].IsTensor || results[i].GetTensorTypeAndShape() is not { ElementDataType: TensorElementType.Float } info) return;
            see(session.OutputNames[i], results[i].GetTensorDataAsSpan<float>(), info.Shape);
        });
    }

    /// <exception cref="OptiBuildException">OB3029: the numbers are not what an operator takes, indices above all.</exception>
    IDisposableReadOnlyCollection<OrtValue> RunRaw(Batch batch)
    {
        var inputs = batch.Arrays.Select(a => new InputTensor(a)).ToArray();
        try
        {
            return session.Run(options, [.. batch.Arrays.Select(a => a.Input)], [.. inputs.Select(i => i.Value)], session.OutputNames);
        }
        catch (OnnxRuntimeException e)
        {
            throw new OptiBuildException(Diagnostics.SampleRejected.With(Origin(batch), ModelErrors.Sentence(e)), e);
        }
        finally
        {
            foreach (var input in inputs) input.Dispose();
        }
    }

    static string Origin(Batch batch) => batch.Count == 1 ? batch.Samples[0].Origin : $"One of {batch.Count} samples from {batch.Samples[0].Origin} on";

    static ModelInput Port(string name, NodeMetadata metadata) => metadata.IsTensor
        ? new(name, (ElementType)(int)metadata.ElementDataType, [.. metadata.Dimensions.Select(d => d < 0 ? (long?)null : d)])
        : new(name, ElementType.Undefined, []);

    public void Dispose()
    {
        options.Dispose();
        session.Dispose();
    }
}
