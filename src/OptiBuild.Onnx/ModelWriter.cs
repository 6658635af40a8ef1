using Google.Protobuf;

namespace OptiBuild.Onnx;

/// <summary>Objects to ONNX files.</summary>
public static class ModelWriter
{
    /// <summary>A protobuf message ends at 2³¹ bytes; what is not weights has the rest.</summary>
    public const long InlineLimit = 2_000_000_000;

    /// <summary>Large writes: weights go to the file in pieces of this many bytes.</summary>
    const int Buffer = 1 << 20;

    /// <summary>Replaces the file at once when everything is written. Weights that do not fit go to <c>name.data</c> beside it.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(Model model, string path) => Write(model, path, InlineLimit);

    /// <exception cref="ModelException">The model does not fit into one file.</exception>
    public static byte[] ToBytes(Model model)
    {
        if (!Fits(model, InlineLimit))
            throw new ModelException(ModelProblem.TooLarge, $"graph '{model.Graph.Name}': the model has {WeightBytes(model)} bytes of weights; one file can hold {InlineLimit}.");
        return ToProto(model, null).ToByteArray();
    }

    /// <summary>Whether the model's weights are no more than so many bytes: with <see cref="InlineLimit"/>, whether one file holds it.</summary>
    public static bool Fits(Model model, long inlineLimit) => WeightBytes(model) <= inlineLimit;

    /// <summary>The name of the file beside the model that holds what does not fit.</summary>
    public static string WeightsFileOf(string model) => Path.GetFileName(model) + ".data";

    /// <param name="inlineLimit">Bytes of weights that the file itself may hold.</param>
    public static void Write(Model model, string path, long inlineLimit)
    {
        var weights = Fits(model, inlineLimit) ? null : new WeightsFile(WeightsFileOf(path));
        var proto = ToProto(model, weights);
        if (weights is not null) Replace(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, weights.Location), weights.Write);
        Replace(path, stream =>
        {
            var output = new CodedOutputStream(stream, Buffer, leaveOpen: true);
            proto.WriteTo(output);
            output.Flush();
        });
    }

    internal static Proto.ModelProto ToProto(Model model, WeightsFile? weights)
    {
        var proto = model.Unmodelled?.Clone() ?? new Proto.ModelProto();
        if (model.IrVersion != 0) proto.IrVersion = model.IrVersion;
        if (model.ProducerName is { } producer) proto.ProducerName = producer;
        if (model.ProducerVersion is { } version) proto.ProducerVersion = version;
        if (model.Domain is { } domain) proto.Domain = domain;
        if (model.ModelVersion is { } modelVersion) proto.ModelVersion = modelVersion;
        if (model.DocString is { } doc) proto.DocString = doc;
        proto.Graph = GraphWriter.Write(model.Graph, weights);
        proto.Functions.Add(model.Functions.Select(f => Write(f, weights)));
        proto.OpsetImport.Add(model.Opsets.Select(Import));
        proto.MetadataProps.Add(model.Metadata.Select(p => new Proto.StringStringEntryProto { Key = p.Key, Value = p.Value }));
        return proto;
    }

    static Proto.FunctionProto Write(Function function, WeightsFile? weights)
    {
        var proto = function.Unmodelled?.Clone() ?? new Proto.FunctionProto();
        proto.Name = function.Name;
        if (function.Domain.Length > 0) proto.Domain = function.Domain;
        if (function.Overload.Length > 0) proto.Overload = function.Overload;
        if (function.DocString is { } doc) proto.DocString = doc;
        proto.Input.Add(function.Body.Inputs.Select(v => v.Name));
        proto.Output.Add(function.Body.Outputs.Select(v => v.Name));
        proto.Attribute.Add(function.AttributeNames);
        proto.AttributeProto.Add(function.AttributeDefaults.Select(a => AttributeWriter.Write(a, weights)));
        proto.Node.Add(function.Body.Nodes.Select(n => GraphWriter.Write(n, weights)));
        proto.OpsetImport.Add(function.Opsets.Select(Import));
        proto.ValueInfo.Add(function.Body.Values.Where(v => v.Type is not null || v.Unmodelled is not null).Select(GraphWriter.Describe));
        return proto;
    }

    static Proto.OperatorSetIdProto Import(OpsetImport import) => new() { Domain = import.Domain, Version = import.Version };

    static long WeightBytes(Model model) => model.Graphs.Sum(g =>
        g.Initializers.Sum(v => Bytes(v.Data!)) + g.Nodes.SelectMany(n => n.Attributes).Sum(Bytes));

    static long Bytes(Attribute attribute) => attribute switch
    {
        TensorAttribute a  => Bytes(a.Value),
        TensorsAttribute a => a.Values.Sum(Bytes),
        _                  => 0,
    };

    static long Bytes(Tensor tensor) => tensor.Strings?.Sum(s => (long)s.Length) ?? tensor.Data.Length;

    static void Replace(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0)) write(stream);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
