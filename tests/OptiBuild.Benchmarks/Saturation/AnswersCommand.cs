using System.CommandLine;
using OptiBuild.Benchmarks.Running;
using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;

namespace OptiBuild.Benchmarks.Saturation;

/// <summary>One model's answers with one set of kernels: a process of its own, since ONNX Runtime chooses its kernels once.</summary>
static class AnswersCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name");
        var file = new Argument<string>("model");
        var output = new Argument<string>("output");
        var samples = new Option<int>("--samples") { Required = true };
        var precision = new Option<Precision>("--precision");
        var command = new Command("answers", "Outputs of a model on its gate data (started by saturation).") { name, file, output, samples, precision, Switches.Kernels };
        command.SetAction(parsed =>
        {
            MaskedLibrary.Use(parsed.GetValue(Switches.Kernels), Places.FindRepository());
            var model = AssetModel.Named([parsed.GetRequiredValue(name)])[0];
            var bytes = File.ReadAllBytes(parsed.GetRequiredValue(file));
            new AnswerFile(Probe.Sum(), Ask(model, bytes, parsed.GetValue(precision), parsed.GetValue(samples))).Write(parsed.GetRequiredValue(output));
        });
        return command;
    }

    static IReadOnlyList<Answer>[] Ask(AssetModel model, byte[] bytes, Precision precision, int count)
    {
        using var runner = Runner.Open(bytes, new RunnerSettings(Threads: 1));
        using var session = new Session(bytes, precision);
        using var samples = Formats.Open(new DataRequest(Places.Find().Asset(model.Gate), nameof(Options.ValidationData), runner.Inputs, Options.From(model.Options)));
        return [.. Batches.Of(samples, runner.Inputs, 1, CancellationToken.None).Take(count).Select(batch => session.Run(batch.Arrays))];
    }
}
