using System.IO.Compression;
using Google.Protobuf;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Onnx;

/// <summary>One model of ONNX's backend tests; inputs are null where the suite has none or they are no tensors or lists of tensors.</summary>
sealed record BackendCase(string Name, byte[] Model, IReadOnlyList<byte[]>? Inputs);

/// <summary>ONNX's own backend tests, inside the package that holds them.</summary>
static class BackendSuite
{
    public const string Asset = "peers/wheels/onnx-*.whl";

    const string Data = "onnx/backend/test/data/";

    public static IEnumerable<BackendCase> Cases()
    {
        using var zip = ZipFile.OpenRead(Assets.Path(Asset));
        var entries = zip.Entries.Where(e => e.FullName.StartsWith(Data, StringComparison.Ordinal)).ToDictionary(e => e.FullName, StringComparer.Ordinal);
        foreach (var model in entries.Values.Where(e => e.FullName.EndsWith(".onnx", StringComparison.Ordinal)).OrderBy(e => e.FullName, StringComparer.Ordinal))
        {
            var folder = model.FullName[..(model.FullName.LastIndexOf('/') + 1)];
            var hasData = entries.ContainsKey(folder + "test_data_set_0/output_0.pb");
            yield return new BackendCase(model.FullName[Data.Length..], Bytes(model), hasData ? Inputs(entries, folder).ToArray() : null);
        }
    }

    /// <summary>The constant in a data file of the suite, or the constants of its list.</summary>
    public static IReadOnlyList<Tensor> Tensors(byte[] file, OptiBuild.Onnx.ValueType? type)
    {
        using var files = new ExternalData(null);
        var at = new Source(() => "input", files);
        if (type is TensorType or null) return [TensorReader.Read(OptiBuild.Onnx.Proto.TensorProto.Parser.ParseFrom(file), at)];
        var tensors = new List<Tensor>();
        var stream = new CodedInputStream(file);
        // SequenceProto and OptionalProto: field 3 holds the tensors, field 5 of an optional a sequence.
        for (uint tag; (tag = stream.ReadTag()) != 0;)
        {
            if (WireFormat.GetTagFieldNumber(tag) == 3) tensors.Add(TensorReader.Read(OptiBuild.Onnx.Proto.TensorProto.Parser.ParseFrom(stream.ReadBytes()), at));
            else if (WireFormat.GetTagFieldNumber(tag) == 5 && type is OptionalType optional) tensors.AddRange(Tensors(stream.ReadBytes().ToByteArray(), optional.Element));
            else stream.SkipLastField();
        }
        return tensors;
    }

    static IEnumerable<byte[]> Inputs(Dictionary<string, ZipArchiveEntry> entries, string folder)
    {
        for (var i = 0; entries.TryGetValue($"{folder}test_data_set_0/input_{i}.pb", out var entry); i++) yield return Bytes(entry);
    }

    static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
