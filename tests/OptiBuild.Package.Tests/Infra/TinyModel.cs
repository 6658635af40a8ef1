using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using OptiBuild.Onnx;

namespace OptiBuild.Package.Tests.Infra;

/// <summary>A classifier of three classes, and samples so far from the borders between them that 8 bits change no answer.</summary>
static class TinyModel
{
    const int Inputs = 32, Classes = 3;

    /// <summary>Enough for MaxDrop=1pp at 95 %, a fifth to calibrate on left out: with no answer changed the bound is 1 − 0.05^(1/n), 0.75 % for 400.</summary>
    const int Samples = 500;

    /// <summary>Two layers: the first keeps its input, the second adds up what belongs to a class.</summary>
    /// <param name="favour">Added to the score of class 0: with 100, every sample is of class 0.</param>
    public static byte[] Onnx(int favour = 0) => ModelWriter.ToBytes(Parsed("positive = Relu(kept)", favour));

    /// <summary>The same with an operator that ONNX Runtime does not have, and its extensions do: it splits a value into what is below zero and what is not.</summary>
    /// <param name="metadata">What the file says of itself.</param>
    public static byte[] WithOwnOperator(params (string Key, string Value)[] metadata)
    {
        var model = Parsed("below, positive = ai.onnx.contrib.NegPos(kept)", favour: 0);
        model.Metadata.AddRange(metadata.Select(m => KeyValuePair.Create(m.Key, m.Value)));
        return ModelWriter.ToBytes(model);
    }

    /// <summary>The same with other names, one for each that a file holds; the first is the input's.</summary>
    public static byte[] Named(IReadOnlyList<string> names)
    {
        var (model, next) = (Parsed("positive = Relu(kept)", favour: 0), 0);
        string Name() => names[next++ % names.Count];
        foreach (var value in model.Graph.Inputs.Concat(model.Graph.Values).Distinct().ToArray()) model.Graph.Rename(value, Name());
        foreach (var node in model.Graph.Nodes) (node.Name, node.DocString) = (Name(), Name());
        (model.Graph.Name, model.ProducerName, model.ProducerVersion, model.DocString) = (Name(), Name(), Name(), Name());
        model.Metadata.Add(new(Name(), Name()));
        return ModelWriter.ToBytes(model);
    }

    static Model Parsed(string middle, int favour)
    {
        var keep = Numbers(Enumerable.Range(0, Inputs * Inputs).Select(i => i / Inputs == i % Inputs ? 1f : 0.01f * ((i * 7 % 13) - 6)));
        var sum = Numbers(Enumerable.Range(0, Inputs * Classes).Select(i => i / Classes % Classes == i % Classes ? 1f : -0.5f));
        return ModelText.Parse($$"""
            <ir_version: 8, opset_import: ["" : 17{{(middle.Contains("contrib", StringComparison.Ordinal) ? ", \"ai.onnx.contrib\" : 1" : "")}}]>
            tiny (float[N,{{Inputs}}] x) => (float[N,{{Classes}}] scores)
            <float[{{Inputs}},{{Inputs}}] keep = {{{keep}}}, float[{{Inputs}},{{Classes}}] sum = {{{sum}}}, float[{{Classes}}] zero = {{{favour}}, 0, 0}>
            { kept = MatMul(x, keep) {{middle}} scores = Gemm(positive, sum, zero) }
            """);
    }

    /// <summary>Samples of class 0, 1, 2, 0 …, with their labels, as an .npz file.</summary>
    /// <param name="seed">Samples with another are other ones.</param>
    /// <param name="input">What the model calls its input.</param>
    public static byte[] Data(int seed = 0, string input = "x")
    {
        var x = Enumerable.Range(0, Samples * Inputs).Select(i => (i % Inputs % Classes == i / Inputs % Classes ? 1f : 0f) + (0.1f + 0.01f * seed) * (i * 31 % 17 / 17f)).ToArray();
        var labels = Enumerable.Range(0, Samples).Select(i => (long)(i % Classes)).ToArray();
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, input + ".npy", "<f4", $"({Samples}, {Inputs})", MemoryMarshal.AsBytes<float>(x));
            Add(zip, "labels.npy", "<i8", $"({Samples},)", MemoryMarshal.AsBytes<long>(labels));
        }
        return memory.ToArray();
    }

    // https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.0
    static void Add(ZipArchive zip, string name, string type, string shape, ReadOnlySpan<byte> elements)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        using var entry = zip.CreateEntry(name).Open();
        entry.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0]);
        entry.Write(Encoding.ASCII.GetBytes(header));
        entry.Write(elements);
    }

    static string Numbers(IEnumerable<float> numbers) => string.Join(", ", numbers.Select(n => n.ToString("0.0###", CultureInfo.InvariantCulture)));
}
