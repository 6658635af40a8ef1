using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using OptiBuild.Onnx;
using TensorElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace OptiBuild.Tests.Onnx;

/// <summary>What ONNX Runtime says to a model and inputs: outputs as type, shape and bits, or the reason why there are none.</summary>
sealed record Answers(IReadOnlyList<(string Kind, byte[] Bits)> Outputs, string? Refusal)
{
    /// <summary>With the files of a test of the backend suite.</summary>
    public static Answers Of(byte[] model, IReadOnlyList<byte[]> inputs, GraphOptimizationLevel level = GraphOptimizationLevel.ORT_DISABLE_ALL)
    {
        var declared = ModelReader.Read(model, null).Graph.Inputs;
        return Run(model, level, session => session.InputNames.Take(inputs.Count).Select((name, i) => Feed(inputs[i], declared.Find(v => v.Name == name)?.Type)));
    }

    /// <summary>With made-up numbers, the same for the same shapes.</summary>
    /// <param name="model">The file's bytes.</param>
    /// <param name="sizes">Stand for the sizes that an input leaves open, in order.</param>
    public static Answers Of(byte[] model, params long[] sizes)
    {
        var inputs = ModelReader.Read(model, null).Graph.Inputs.Where(v => v.Data is null);
        return Run(model, GraphOptimizationLevel.ORT_DISABLE_ALL, _ => inputs.Select(v => Value(MadeUp(v.Tensor!, new Queue<long>(sizes)))));
    }

    public bool SameBits(Answers other) => Refusal == other.Refusal && Outputs.Count == other.Outputs.Count &&
        Outputs.Zip(other.Outputs).All(p => p.First.Kind == p.Second.Kind && p.First.Bits.AsSpan().SequenceEqual(p.Second.Bits));

    /// <summary>Like <see cref="SameBits"/>, but floats may differ by a share of their size.</summary>
    public bool Close(Answers other, float share) => Refusal is null && other.Refusal is null && Outputs.Count == other.Outputs.Count &&
        Outputs.Zip(other.Outputs).All(p => p.First.Kind == p.Second.Kind && (p.First.Bits.AsSpan().SequenceEqual(p.Second.Bits) || Close(p.First, p.Second, share)));

    static bool Close((string Kind, byte[] Bits) a, (string Kind, byte[] Bits) b, float share)
    {
        if (!a.Kind.StartsWith("Float[", StringComparison.Ordinal)) return false;
        var x = MemoryMarshal.Cast<byte, float>(a.Bits);
        var y = MemoryMarshal.Cast<byte, float>(b.Bits);
        for (var i = 0; i < x.Length; i++)
            if (!x[i].Equals(y[i]) && !(MathF.Abs(x[i] - y[i]) <= share * MathF.Max(MathF.Abs(x[i]), MathF.Abs(y[i])))) return false;
        return true;
    }

    static Answers Run(byte[] model, GraphOptimizationLevel level, Func<InferenceSession, IEnumerable<OrtValue>> inputs)
    {
        var feeds = new List<OrtValue>();
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, GraphOptimizationLevel = level, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using var session = new InferenceSession(model, options);
            using var run = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            feeds.AddRange(inputs(session));
            using var results = session.Run(run, [.. session.InputNames.Take(feeds.Count)], feeds, session.OutputNames);
            return new Answers([.. results.SelectMany(Bits)], null);
        }
        catch (Exception e) when (e is OnnxRuntimeException or NotSupportedException)
        {
            return new Answers([], e.Message);
        }
        finally
        {
            foreach (var value in feeds) value.Dispose();
        }
    }

    static OrtValue Feed(byte[] file, OptiBuild.Onnx.ValueType? type)
    {
        var tensors = BackendSuite.Tensors(file, type);
        if (tensors.Count == 0) throw new NotSupportedException("An optional input without a value cannot be given from here.");
        var values = tensors.Select(Value).ToList();
        return type is SequenceType or OptionalType { Element: SequenceType } ? OrtValue.CreateSequence(values) : values[0];
    }

    static OrtValue Value(Tensor tensor)
    {
        if (tensor.Strings is { } strings)
        {
            var text = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [.. tensor.Shape]);
            for (var i = 0; i < strings.Count; i++) text.StringTensorSetElementAt(strings[i].Span, i);
            return text;
        }
        // Memory of ONNX Runtime's own: the last bits of its sums depend on how data is aligned.
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (TensorElementType)(int)tensor.Type, [.. tensor.Shape]);
        tensor.Data.Span.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    static Tensor MadeUp(TensorType type, Queue<long> sizes)
    {
        var random = new Random(7);
        long[] shape = [.. type.Shape!.Dimensions.Select(d => d.Size ?? sizes.Dequeue())];
        var numbers = Enumerable.Range(0, (int)Tensor.CountOf(shape)).Select(_ => random.NextSingle() * 4 - 2).ToArray();
        return type.Element switch
        {
            ElementType.Float   => Tensor.Floats(shape, numbers),
            ElementType.Float16 => Tensor.Of<Half>(type.Element, shape, [.. numbers.Select(v => (Half)v)]),
            ElementType.Bool    => Tensor.Of<byte>(type.Element, shape, [.. numbers.Select(v => v > 0 ? (byte)1 : (byte)0)]),
            ElementType.Int64   => Tensor.Int64s(shape, [.. numbers.Select(v => (long)Math.Abs(v))]),
            _                   => throw new NotSupportedException($"No numbers of type {type.Element} are made up here."),
        };
    }

    static IEnumerable<(string, byte[])> Bits(OrtValue value)
    {
        if (value.OnnxType == OnnxValueType.ONNX_TYPE_SEQUENCE)
            return Enumerable.Range(0, value.GetValueCount()).SelectMany(i => Item(value, i)).Prepend(("sequence", []));
        if (!value.IsTensor) return [(value.OnnxType.ToString(), [])];
        var info = value.GetTensorTypeAndShape();
        var kind = $"{(ElementType)(int)info.ElementDataType}[{string.Join(",", info.Shape)}]";
        if (!info.IsString) return [(kind, value.GetTensorMutableRawData().ToArray())];
        return [(kind, System.Text.Encoding.UTF8.GetBytes(string.Join('\0', value.GetStringTensorAsArray())))];
    }

    static (string, byte[])[] Item(OrtValue sequence, int index)
    {
        using var item = sequence.GetValue(index, OrtAllocator.DefaultInstance);
        return [.. Bits(item)];
    }
}
