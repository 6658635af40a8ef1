using System.Runtime.InteropServices;
using OptiBuild.Engine.Data.Arrays;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Data.TestData;

/// <summary>One folder of test data: a sample, or as many as the first axis has where that is the batch of every input.</summary>
sealed class TestDataSet(DataRequest request, string folder)
{
    public const string FirstInput = "input_0.pb";

    const string FirstOutput = "output_0.pb";
    const long LargestFile = 1 << 30;

    public string Name { get; } = Places.Name(folder);

    public IReadOnlyList<string> Files => [.. Enumerable.Range(0, request.Inputs.Count).Select(Input), .. File.Exists(Output) ? [Output] : Array.Empty<string>()];

    /// <summary>Known once <see cref="Samples"/> was called.</summary>
    public int Count { get; private set; } = 1;

    string Output => Path.Combine(folder, FirstOutput);

    /// <exception cref="OptiBuildException">OB3003, OB3004, OB3005, OB3006, OB3007, OB3009, OB3010, OB3011, OB3032, OB3033.</exception>
    public IReadOnlyList<SampleArray[]> Samples()
    {
        var arrays = new SampleArray[request.Inputs.Count];
        for (var i = 0; i < arrays.Length; i++)
        {
            var (input, origin) = (request.Inputs[i], $"{Name}/{Path.GetFileName(Input(i))}");
            var tensor = Read(Input(i), input.Name);
            InputFit.RequireType(input, tensor.Type, origin);
            InputFit.RequireShape(input, tensor.Shape, origin);
            arrays[i] = InputFit.Fitted(input, tensor, origin);
        }
        var isBatch = request.Inputs.Zip(arrays).All(p => IsBatch(p.First, p.Second)) && arrays.All(a => a.Shape[0] == arrays[0].Shape[0]);
        if (isBatch && arrays[0].Shape[0] == 0) throw new OptiBuildException(Diagnostics.NoSamples.With(Name, $"the first axis of '{FirstInput}' is 0 long"));

        // Of samples without elements a file of a few bytes can have any number.
        if (isBatch && Array.FindIndex(arrays, a => a.Data.IsEmpty) is var empty and >= 0) throw new OptiBuildException(Diagnostics.NoSamples.With(Name, $"the shape of '{Path.GetFileName(Input(empty))}' is [{string.Join(",", arrays[empty].Shape)}]"));
        Count = isBatch ? (int)arrays[0].Shape[0] : 1;
        return isBatch ? [.. Enumerable.Range(0, Count).Select(row => arrays.Select(a => Row(a, row)).ToArray())] : [arrays];
    }

    /// <summary>What the model answered where it was exported: the elements of its first output, for each sample.</summary>
    /// <exception cref="OptiBuildException">OB3003, OB3004, OB3006, OB3007, OB3013, OB3032.</exception>
    public IEnumerable<Label> Labels()
    {
        var output = Read(Output, FirstOutput);
        if (!Conversion.IsKnown(output.Type, ElementType.Double)) throw new OptiBuildException(Diagnostics.ArrayForm.With(Name, $"outputs of type {output.Type.Name()}", "real numbers"));
        var numbers = MemoryMarshal.Cast<byte, double>(Conversion.To(output, ElementType.Double, Name).Data.Span).ToArray();
        if (numbers.Length % Count != 0) throw new OptiBuildException(Diagnostics.LabelCount.With(Name, numbers.Length, Count));
        return Enumerable.Range(0, Count).Select(row => new Label(null, numbers[(row * (numbers.Length / Count))..((row + 1) * (numbers.Length / Count))]));
    }

    /// <summary>The first axis is free, or a single sample.</summary>
    static bool IsBatch(ModelInput input, SampleArray array) =>
        array.Shape.Count > 0 && (input.Shape.Count == 0 || (input.Shape.Count == array.Shape.Count && input.Shape[0] is null or 1));

    static SampleArray Row(SampleArray array, int row)
    {
        var size = array.Data.Length / (int)array.Shape[0];
        return array with { Shape = [.. array.Shape.Skip(1)], Data = array.Data.Slice(row * size, size) };
    }

    string Input(int number) => Path.Combine(folder, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"input_{number}.pb"));

    SampleArray Read(string path, string input)
    {
        var name = $"{Name}/{Path.GetFileName(path)}";
        if (!File.Exists(path)) throw new OptiBuildException(Diagnostics.NamedFileMissing.With($"The model's inputs and outputs want test data, and '{Name}'", Path.GetFileName(path)));
        using var file = Places.Open(path);
        if (file.Length > LargestFile) throw new OptiBuildException(Diagnostics.TooLarge.With(name, $"it has {file.Length} bytes", $"{LargestFile}"));
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        try
        {
            var tensor = TensorFile.Read(bytes, name);
            return tensor.Strings is null ? new SampleArray(input, tensor.Type, tensor.Shape, tensor.Data) : throw new OptiBuildException(Diagnostics.ArrayForm.With(name, "texts", "numbers"));
        }
        catch (ModelException e)
        {
            throw new OptiBuildException(Diagnostics.DataDamaged.With(name, "it is not a complete tensor"), e);
        }
    }
}
