using System.CommandLine;
using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;

namespace OptiBuild.Benchmarks.Running;

/// <summary>What optimizing is compared with: the model loaded once, asked one sample after the other, and nothing else.</summary>
static class InferCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("model");
        var assets = new Argument<string>("assets");
        var command = new Command("infer", "A plain inference session over the model's calibration data, batch 1 (started by cost).") { name, assets };
        command.SetAction(parsed => Run(AssetModel.Named([parsed.GetRequiredValue(name)])[0], parsed.GetRequiredValue(assets)));
        return command;
    }

    static void Run(AssetModel model, string assets)
    {
        using var runner = Runner.Open(Path.Combine(assets, model.Name + ".onnx"), new RunnerSettings());
        using var samples = Formats.Open(new DataRequest(Path.Combine(assets, model.Calibrate), nameof(Options.CalibrationData), runner.Inputs, Options.From(model.Options)));
        foreach (var batch in Batches.Of(samples, runner.Inputs, 1, CancellationToken.None)) runner.RunOnly(batch);
    }
}
