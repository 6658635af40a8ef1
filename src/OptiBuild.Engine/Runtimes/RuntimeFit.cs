using NuGet.Versioning;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Opsets;

namespace OptiBuild.Engine.Runtimes;

/// <summary>Whether what a run will make can work with the ONNX Runtime of the app. Asked before the work, which takes minutes.</summary>
static class RuntimeFit
{
    /// <exception cref="OptiBuildException">OB5001: it cannot.</exception>
    public static void Require(Job job, Model model)
    {
        if (job.Runtime is not { } runtime) return;
        var has = RuntimeRows.Of(runtime.Version);
        foreach (var need in Needs(job.Options, model).Where(n => has is null || !n.IsMetBy(has)))
            throw new OptiBuildException(Diagnostics.RuntimeTooOld.With(job.Display, need.What, runtime.Name, First(need)));
    }

    sealed record Need(string What, Func<RuntimeRow, bool> IsMetBy);

    /// <remarks>Older opsets are raised, and with them the version of the file format. What the model has of ONNX Runtime's own operators it brought itself; loading it tells.</remarks>
    static IEnumerable<Need> Needs(Options options, Model model)
    {
        var opset = Math.Max(model.Opset ?? 0, OpsetUpgrade.Target);
        yield return new($"opset {opset}", row => row.Opset >= opset);
        yield return new($"version {model.IrVersion} of the file format", row => row.Ir >= model.IrVersion);
        if (options.Quantization == QuantizationMode.Blocks4)
            yield return new($"the operator {RuntimeRows.BlockKernel} (Quantization=blocks4)", row => Since(RuntimeRows.BlockKernel) <= row.Version);
    }

    static NuGetVersion Since(string kernel) => RuntimeRows.All.First(r => r.Operators.Contains(kernel)).Version;

    static string First(Need need) => RuntimeRows.All.FirstOrDefault(need.IsMetBy)?.Name is { } name ? $"version {name} or newer" : "a version newer than any that OptiBuild knows";
}
