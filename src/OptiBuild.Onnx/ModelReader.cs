using Google.Protobuf;

namespace OptiBuild.Onnx;

/// <summary>ONNX files to objects.</summary>
public static class ModelReader
{
    /// <exception cref="ModelException">The file is missing, unreadable, no ONNX model, damaged, or its weights beside it are.</exception>
    public static Model Read(string path)
    {
        var name = path.Replace('\\', '/');
        var bytes = Load(path, name);
        return Read(bytes, Path.GetDirectoryName(Path.GetFullPath(path)), name);
    }

    /// <summary>Reads a model from memory, which then holds the weights and may not change any more.</summary>
    /// <param name="bytes">The file's contents.</param>
    /// <param name="folder">Where files with weights beside the model are looked for; null when there are none.</param>
    /// <exception cref="ModelException">No ONNX model, damaged, or its weights beside it are.</exception>
    public static Model Read(ReadOnlyMemory<byte> bytes, string? folder) => Read(bytes, folder, "model");

    static Model Read(ReadOnlyMemory<byte> bytes, string? folder, string name)
    {
        using var files = new ExternalData(folder);
        var at = new Source(() => name, files);
        var model = FromProto(Parse(bytes, at), at);
        model.ExternalFiles.AddRange(files.Paths);
        return model;
    }

    internal static Model FromProto(Proto.ModelProto proto, Source at)
    {
        if (proto.Graph is not { } graph) throw at.Problem(ModelProblem.NotOnnx, "the file has no graph, so it is no ONNX model.");
        var model = new Model(GraphReader.Read(graph, null, at))
        {
            IrVersion = proto.IrVersion,
            ProducerName = proto.HasProducerName ? proto.ProducerName : null,
            ProducerVersion = proto.HasProducerVersion ? proto.ProducerVersion : null,
            Domain = proto.HasDomain ? proto.Domain : null,
            ModelVersion = proto.HasModelVersion ? proto.ModelVersion : null,
            DocString = proto.HasDocString ? proto.DocString : null,
        };
        foreach (var function in proto.Functions) model.Functions.Add(FunctionReader.Read(function, at));
        model.Opsets.AddRange(proto.OpsetImport.Select(Import));
        model.Metadata.AddRange(proto.MetadataProps.Select(p => KeyValuePair.Create(p.Key, p.Value)));
        model.Unmodelled = Rest(proto);
        return model;
    }

    internal static OpsetImport Import(Proto.OperatorSetIdProto proto) => new(GraphReader.Domain(proto.Domain), proto.Version);

    static byte[] Load(string path, string name)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            if (length > int.MaxValue || length > Array.MaxLength)
                throw new ModelException(ModelProblem.TooLarge, $"{name}: the file has {length} bytes; a model file can have {Array.MaxLength}. Larger ones keep their weights in files beside it.");
            var bytes = GC.AllocateUninitializedArray<byte>((int)length);
            var done = 0;
            for (int read; done < bytes.Length && (read = RandomAccess.Read(file, bytes.AsSpan(done), done)) > 0;) done += read;
            return done == bytes.Length ? bytes : bytes[..done];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelException(ModelProblem.Missing, $"{name}: the file does not exist.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ModelException(ModelProblem.Unreadable, $"{name}: {(e is UnauthorizedAccessException ? "access is denied" : "it is in use, or the disk does not answer")}.", e);
        }
    }

    static Proto.ModelProto Parse(ReadOnlyMemory<byte> bytes, Source at)
    {
        if (bytes.IsEmpty) throw at.Problem(ModelProblem.NotOnnx, "the file is empty; expected is an ONNX model.");
        try
        {
            return WireModel.Parse(bytes);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidProtocolBufferException)
        {
            var reason = e.Message.Split('.')[0];
            if (WireModel.LooksLikeModel(bytes.Span)) throw at.Problem(ModelProblem.Damaged, $"the ONNX model is damaged or was cut off: {reason}.", e);
            throw at.Problem(ModelProblem.NotOnnx, $"the file is no ONNX model: {reason}.", e);
        }
    }

    static Proto.ModelProto? Rest(Proto.ModelProto proto)
    {
        proto.ClearIrVersion();
        proto.ClearProducerName();
        proto.ClearProducerVersion();
        proto.ClearDomain();
        proto.ClearModelVersion();
        proto.ClearDocString();
        proto.Graph = null;
        proto.Functions.Clear();
        proto.OpsetImport.Clear();
        proto.MetadataProps.Clear();
        return proto.CalculateSize() == 0 ? null : proto;
    }
}
