using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Runtimes;
using OptiBuild.Onnx;

namespace OptiBuild.Engine;

/// <summary>The model as the user gave it: where it lies and what it takes and gives.</summary>
/// <param name="Bytes">Of the file and the files its weights lie in.</param>
/// <param name="Hash">SHA-256 over the same.</param>
public sealed record Original(string Path, long Bytes, string Hash, IReadOnlyList<ModelInput> Inputs, InterfaceReport Interface)
{
    /// <summary>What the job names, and the same as objects.</summary>
    /// <exception cref="OptiBuildException">OB1001, OB1012, OB2xxx; OB5001 the app cannot run it.</exception>
    public static (Original Original, Model Model) Read(Job job)
    {
        if (!File.Exists(job.Model)) throw new OptiBuildException(Diagnostics.ModelMissing.With(job.Display));
        var model = ModelErrors.Guard(job.Display, () => ModelReader.Read(job.Model));
        UntrustedModel.Refuse(model, job.Display);
        RuntimeFit.Require(job, model);
        model.Libraries = CustomOperators.Of(job.Options);
        string[] files = [job.Model, .. model.ExternalFiles];
        Spare(files, job);
        var inputs = model.Graph.Inputs.Where(v => v.Data is null).ToArray();
        return (new(job.Model, files.Sum(f => new FileInfo(f).Length), FileHash.Of(files), [.. inputs.Select(Input)], Ports.Of(model)) { Libraries = model.Libraries }, model);
    }

    /// <summary>Full paths of libraries with operators that ONNX Runtime does not have.</summary>
    public IReadOnlyList<string> Libraries { get; init; } = [];

    /// <summary>The file in ONNX Runtime, as the reference.</summary>
    public Runner Open(RunnerSettings settings) => Runner.Open(Path, settings with { Libraries = Libraries });

    /// <summary>Also what a model too large for one file would put beside it.</summary>
    static void Spare(string[] files, Job job)
    {
        var results = new[] { job.Output, job.Output is { } output ? Packing.FinishedModel.WeightsPath(output) : null, job.Embedded }.OfType<string>();
        var sources = files.Select(System.IO.Path.GetFullPath).ToHashSet(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        if (results.FirstOrDefault(r => sources.Contains(System.IO.Path.GetFullPath(r))) is { } taken) throw new OptiBuildException(Diagnostics.OutputIsInput.With(taken.Replace('\\', '/'), job.Display));
    }

    static ModelInput Input(Value value) => value.Tensor is { } tensor
        ? new(value.Name, tensor.Element, [.. (tensor.Shape?.Dimensions ?? []).Select(d => d.Size is >= 0 ? d.Size : null)])
        : new(value.Name, ElementType.Undefined, []);
}
