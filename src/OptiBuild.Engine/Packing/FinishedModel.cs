using System.Security.Cryptography;
using OptiBuild.Engine.Inference;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Packing;

/// <summary>A model as it is shipped: one file, or two where one cannot hold its weights.</summary>
public sealed class FinishedModel
{
    readonly string? path;

    FinishedModel(byte[]? bytes, string? path, long length, string hash) => (Bytes, this.path, Length, Hash) = (bytes, path, length, hash);

    /// <summary>The .onnx file; null where its weights lie in another.</summary>
    public byte[]? Bytes { get; }

    /// <summary>The name of the file beside it that holds the weights; null where there is none.</summary>
    public string? WeightsFile => path is null ? null : ModelWriter.WeightsFileOf(path);

    /// <summary>Bytes of all files together.</summary>
    public long Length { get; }

    /// <summary>SHA-256 over the .onnx file, then its weights.</summary>
    public string Hash { get; }

    public static FinishedModel Of(byte[] bytes) => new(bytes, null, bytes.LongLength, Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <param name="folder">Keeps what does not fit into one file until it is written.</param>
    /// <exception cref="OptiBuildException">OB2008: only one file is asked for.</exception>
    internal static FinishedModel Of(Model model, Job job, TemporaryFolder folder)
    {
        if (ModelWriter.Fits(model, job.InlineLimit)) return Of(ModelWriter.ToBytes(model));
        if (job is { Output: null, Embedded: not null })
            throw new OptiBuildException(Diagnostics.ModelTooLarge.With(job.Display, $"it has more than {job.InlineLimit} bytes of weights. Use --output, which writes them to a file beside it."));

        // The model names the file of its weights, so that both must be called as they are shipped.
        var path = folder.File(Path.GetFileName(job.Output ?? job.Model));
        ModelWriter.Write(model, path, job.InlineLimit);
        string[] files = [path, WeightsPath(path)];
        return new(null, path, files.Sum(f => new FileInfo(f).Length), FileHash.Of(files));
    }

    /// <exception cref="Microsoft.ML.OnnxRuntime.OnnxRuntimeException">ONNX Runtime does not accept the model.</exception>
    public Runner Open(RunnerSettings settings) => path is null ? Runner.Open(Bytes!, settings) : Runner.Open(path, settings);

    /// <summary>Once, for files are moved. Never is a model there with the weights of another.</summary>
    /// <exception cref="OptiBuildException">OB1005.</exception>
    internal void Write(string output)
    {
        if (path is null)
        {
            var stale = StaleWeights.Of(output);
            WholeFile.Write(output, Bytes);
            if (stale is not null) WholeFile.Delete(stale);
            return;
        }
        WholeFile.Delete(output);
        WholeFile.Move(WeightsPath(path), WeightsPath(output));
        WholeFile.Move(path, output);
    }

    internal static string WeightsPath(string model) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(model))!, ModelWriter.WeightsFileOf(model));
}
