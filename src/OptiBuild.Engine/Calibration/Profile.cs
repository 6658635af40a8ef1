using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Calibration;

/// <summary>How large the activations are for one sample: known by running one, not by inferring shapes.</summary>
public sealed class Profile
{
    readonly Dictionary<Value, long> elements;

    Profile(Dictionary<Value, long> elements) => this.elements = elements;

    /// <summary>Elements of a float activation; 0 where it is of another type or never computed.</summary>
    public long Elements(Value value) => elements.GetValueOrDefault(value);

    /// <exception cref="OptiBuildException">OB3xxx: the sample is damaged or does not fit.</exception>
    public static Profile Measure(Model model, Samples samples, Run run)
    {
        var computed = model.Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>().ToArray();
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        using var runner = Runner.Open(Instrumented.Bytes(model, computed.Select(v => v.Name)), new RunnerSettings(run.Threads, Optimization.Basic));
        var batch = Batches.Of(samples, runner.Inputs, 1, run.Cancel).First();
        foreach (var array in batch.Arrays) sizes[array.Input] = Tensor.CountOf(array.Shape);
        runner.Observe(batch, 1, (name, values, _) => sizes[name] = values.Length);
        return new(model.Graph.Inputs.Concat(computed).Where(v => sizes.ContainsKey(v.Name)).ToDictionary(v => v, v => sizes[v.Name]));
    }
}
