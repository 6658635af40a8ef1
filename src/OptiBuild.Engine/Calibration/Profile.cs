using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Calibration;

/// <summary>How large the activations around quantizable operators are for one sample: known by running one, not by inferring shapes.</summary>
public sealed class Profile
{
    readonly Dictionary<Value, long> elements;

    Profile(Dictionary<Value, long> elements) => this.elements = elements;

    /// <summary>0 for values that no operator with a rule touches.</summary>
    public long Elements(Value value) => elements.GetValueOrDefault(value);

    /// <exception cref="OptiBuildException">OB3xxx: the sample is damaged or does not fit.</exception>
    public static Profile Measure(Model model, Samples samples, Run run)
    {
        var touched = model.Graph.Nodes.Where(n => OpRules.Of(n) is not (null or Stays)).SelectMany(n => n.Inputs.Concat(n.Outputs)).OfType<Value>().Distinct().ToArray();
        if (touched.Length == 0) return new([]);
        var computed = touched.Where(v => v.Producer is not null).ToArray();
        using var runner = Instrumented.OpenForShapes(model, computed, new RunnerSettings(run.Threads, Optimization.Basic) { Arena = Arena.Off });
        var batch = Batches.Of(samples, runner.Inputs, 1, run.Cancel).First();
        var sizes = runner.RunIntegers(batch).Select(Tensor.CountOf).ToArray();
        var elements = computed.Zip(sizes).ToDictionary(p => p.First, p => p.Second);
        foreach (var input in touched.Where(v => v.IsGraphInput))
            elements[input] = batch.Arrays.Where(a => a.Input == input.Name).Sum(a => Tensor.CountOf(a.Shape));
        return new(elements);
    }
}
