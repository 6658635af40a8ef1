using System.Runtime.InteropServices;
using OptiBuild.Benchmarks.Saturation;

namespace OptiBuild.Benchmarks.Running;

/// <summary>The command line as users start it.</summary>
static class OptiBuildTool
{
    const string Pack = "Pack it: dotnet run build/build.cs -- pack";

    /// <summary>As the package ships it for this platform, of this program's configuration.</summary>
    static string Assembly
    {
        get
        {
            var here = new DirectoryInfo(AppContext.BaseDirectory);
            var outputs = here.Parent!.Parent!.FullName;
            var packed = Path.Combine(outputs, "OptiBuild.MSBuild", here.Name, "worker", RuntimeInformation.RuntimeIdentifier);
            if (!File.Exists(Path.Combine(packed, "optibuild.dll"))) throw new Failed($"'{packed}' is missing. {Pack}");

            var built = Directory.GetFiles(Path.Combine(outputs, "OptiBuild.Cli", here.Name), "*.dll");
            if (built.FirstOrDefault(file => File.GetLastWriteTimeUtc(file) > File.GetLastWriteTimeUtc(Path.Combine(packed, Path.GetFileName(file)))) is { } newer)
                throw new Failed($"'{packed}' was packed before '{newer}' was built. {Pack}");
            return Path.Combine(packed, "optibuild.dll");
        }
    }

    static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";

    public static Call Optimize(AssetModel model, Places places, Request request) => new(DotNet,
    [
        "exec", Assembly, "optimize", model.Model(places),
        "--calibration-data", request.Calibration ?? places.Asset(model.Calibrate),
        .. request.Switches.Contains("--gate") ? Array.Empty<string>() : ["--gate", "off"], "--effort", request.Effort, "--target-cpu", request.TargetCpu,
        "-o", request.Output, "--report", Path.ChangeExtension(request.Output, ".report.json"),
        .. model.Switches,
        .. request.Switches,
    ]);

    /// <summary>A model beside its original, on the gate data.</summary>
    public static Call Compare(AssetModel model, Places places, (string Model, string Report) to) => new(DotNet,
        ["exec", Assembly, "compare", model.Model(places), to.Model, "--data", places.Asset(model.Labelled), "--report", to.Report, .. model.Switches]);

    /// <summary>A plain session of the original in a process of the same kind: <see cref="InferCommand"/>.</summary>
    public static Call Infer(AssetModel model, Places places) => Itself("infer", model.Name, places.Assets);

    /// <summary>The outputs of a model in a process of its own: <see cref="AnswersCommand"/>.</summary>
    public static Call Answers(AssetModel model, AnswersRequest request) => Itself(
        "answers", model.Name, request.File, request.Output, "--samples", $"{request.Samples}", "--kernels", $"{request.Kernels}", "--precision", $"{request.Precision}");

    static Call Itself(params IEnumerable<string> arguments) => new(DotNet, ["exec", Path.Combine(AppContext.BaseDirectory, "OptiBuild.Benchmarks.dll"), .. arguments]);

    public sealed record AnswersRequest(string File, string Output, int Samples, KernelSet Kernels, Precision Precision);

    /// <param name="Calibration">Other data than the model's own.</param>
    public sealed record Request(string Output, string Effort, string TargetCpu = "any", string? Calibration = null)
    {
        /// <summary>Beyond those of every model.</summary>
        public IReadOnlyList<string> Switches { get; init; } = [];
    }
}
