using System.Security.Cryptography;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;

namespace OptiBuild.Engine;

/// <summary>The model as the user gave it: where it lies and what it takes and gives.</summary>
/// <param name="Bytes">Of the file and the files its weights lie in.</param>
/// <param name="Hash">SHA-256 over the same.</param>
public sealed record Original(string Path, long Bytes, string Hash, IReadOnlyList<ModelInput> Inputs, InterfaceReport Interface)
{
    /// <summary>What the job names, and the same as objects.</summary>
    /// <exception cref="OptiBuildException">OB1001, OB2xxx.</exception>
    public static (Original Original, Model Model) Read(Job job)
    {
        if (!File.Exists(job.Model)) throw new OptiBuildException(Diagnostics.ModelMissing.With(job.Display));
        var model = ModelErrors.Guard(job.Display, () => ModelReader.Read(job.Model));
        UntrustedModel.Refuse(model, job.Display);
        string[] files = [job.Model, .. model.ExternalFiles];
        var inputs = model.Graph.Inputs.Where(v => v.Data is null).ToArray();
        return (new(job.Model, files.Sum(f => new FileInfo(f).Length), HashOf(files), [.. inputs.Select(Input)], Ports.Of(model)), model);
    }

    /// <summary>The file in ONNX Runtime, as the reference.</summary>
    public Runner Open(RunnerSettings settings) => Runner.Open(Path, settings);

    static ModelInput Input(Value value) => value.Tensor is { } tensor
        ? new(value.Name, tensor.Element, [.. (tensor.Shape?.Dimensions ?? []).Select(d => d.Size is >= 0 ? d.Size : null)])
        : new(value.Name, ElementType.Undefined, []);

    static string HashOf(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        foreach (var file in files)
        {
            using var stream = File.OpenRead(file);
            for (int read; (read = stream.Read(buffer)) > 0;) hash.AppendData(buffer, 0, read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
