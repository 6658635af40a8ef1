using OptiBuild.Engine;
using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Pruning;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Insertion;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

/// <summary>A model before and after the steps prune, calibrate and quantize.</summary>
/// <param name="Plan">Its values and nodes belong to neither of the two.</param>
sealed record Quantized(Model Original, Model Model, QuantizationPlan Plan, Samples Samples)
{
    const int SampleCount = 16;

    public static Quantized Of(string text, params (string Name, string Text)[] options) => Of(ModelSamples.Parse(text), options);

    public static Quantized Of(Model original, params (string Name, string Text)[] options)
    {
        var wanted = Options.From(options.Select(o => KeyValuePair.Create(o.Name, o.Text)));
        var samples = RandomSamples.For(original, SampleCount);
        var model = original.Clone();
        var pruned = Pruner.Plan(model, wanted, source: null);
        Pruner.Apply(pruned);
        var placement = Placement.For(model.Graph, wanted, cost: null);
        var seen = Calibrator.Measure(model, Quantizer.Wants(model.Graph, placement), samples, new Run(1, (_, _) => { }, CancellationToken.None));
        var plan = Quantizer.Plan(model, placement, Targets.ByName[wanted.TargetCpu], seen, source: null);
        QdqInsertion.Apply(model, plan);
        RemoveUnused.Run(model);
        GraphCheck.Check(model, "quantize");
        return new(original, model, plan, samples);
    }

    public string Operators => string.Join(' ', Model.Graph.Nodes.Select(n => n.OpType));

    public Node Node(string output) => Model.Graph.Own(output)!.Producer!;

    /// <summary>The pair that gives <paramref name="output"/>: its scale's name.</summary>
    public string ScaleOf(string output) => Node(output).Input(1)!.Name;

    /// <summary>Greatest difference of any output of any sample to the original's.</summary>
    public double Difference(OptiBuild.Engine.Inference.Optimization optimization)
    {
        var before = OnnxRuntime.Answers(Original, Samples, OptiBuild.Engine.Inference.Optimization.None);
        var after = OnnxRuntime.Answers(Model, Samples, optimization);
        Assert.Equal(before.Length, after.Length);
        return before.Zip(after, (a, b) => Math.Abs((double)a - b)).DefaultIfEmpty(0).Max();
    }
}
