namespace OptiBuild.Benchmarks.Running;

/// <summary>The command line as users start it.</summary>
static class OptiBuildTool
{
    /// <summary>Beside this program in the build's output, of the same configuration.</summary>
    static string Assembly
    {
        get
        {
            var here = new DirectoryInfo(AppContext.BaseDirectory);
            var path = Path.Combine(here.Parent!.Parent!.FullName, "OptiBuild.Cli", here.Name, "optibuild.dll");
            return File.Exists(path) ? path : throw new Failed($"'{path}' is missing. Build the solution first.");
        }
    }

    static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";

    public static Call Optimize(AssetModel model, Places places, Request request) => new(DotNet,
    [
        "exec", Assembly, "optimize", model.Model(places),
        "--calibration-data", request.Calibration ?? places.Asset(model.Calibrate),
        "--gate", "off", "--effort", request.Effort, "--target-cpu", request.TargetCpu,
        "-o", request.Output, "--report", Path.ChangeExtension(request.Output, ".report.json"),
        .. model.Switches,
    ]);

    /// <summary>A plain session of the original in a process of the same kind: <see cref="InferCommand"/>.</summary>
    public static Call Infer(AssetModel model, Places places) =>
        new(DotNet, "exec", Path.Combine(AppContext.BaseDirectory, "OptiBuild.Benchmarks.dll"), "infer", model.Name, places.Assets);

    /// <param name="Calibration">Other data than the model's own.</param>
    public sealed record Request(string Output, string Effort, string TargetCpu = "any", string? Calibration = null);
}
