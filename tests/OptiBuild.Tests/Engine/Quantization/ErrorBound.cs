using OptiBuild.Engine.Quantization;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

/// <summary>How far quantization may move an activation, by interval arithmetic over the original's values and the plan's scales.</summary>
/// <remarks>
///   rounding     |Q(x') − x| ≤ s/2 + |x' − x| + what of x lies outside the levels
///   kernels      ONNX Runtime's integer kernels may round a tie to the other side: one more step
///   products     |Σ w'x' − Σ wx| ≤ Σ|w'|·e(x) + Σ|w' − w|·max|x|, and as much again for the bias that is corrected by E[x]·(w − w')
/// </remarks>
sealed class ErrorBound
{
    readonly QuantizationPlan plan;
    readonly Dictionary<string, float[]> values;
    readonly Dictionary<string, double> errors = [];

    ErrorBound(Quantized quantized)
    {
        plan = quantized.Plan;
        var graph = quantized.Original.Graph;
        values = OnnxRuntime.Values(quantized.Original, quantized.Samples, graph.Nodes.SelectMany(n => n.Outputs).Select(v => v!.Name));
        foreach (var array in quantized.Samples.Read(CancellationToken.None).SelectMany(s => s.Arrays).Where(a => a.Type == ElementType.Float))
            values[array.Input] = [.. values.GetValueOrDefault(array.Input, []), .. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(array.Data.Span)];
    }

    /// <summary>For the model's first output.</summary>
    public static double Of(Quantized quantized)
    {
        var bound = new ErrorBound(quantized);
        var graph = quantized.Original.Graph;
        foreach (var input in graph.Inputs) bound.errors[input.Name] = bound.Rounded(input.Name, 0);
        foreach (var (node, output) in graph.Nodes.SelectMany(n => n.Outputs.Select(v => (n, v!.Name))))
            bound.errors[output] = bound.Rounded(output, bound.After(node));
        return bound.errors[graph.Outputs[0].Name];
    }

    double Error(Node node, int input) => node.Input(input) is { Producer: null, Data: not null } ? 0 : errors[node.Input(input)!.Name];

    double Largest(Node node, int input) => values[node.Input(input)!.Name].Max(v => Math.Abs((double)v));

    double After(Node node) => node.OpType switch
    {
        "Conv" or "Gemm" or "MatMul" => Products(node),
        "Add"                        => Error(node, 0) + Error(node, 1),
        "Mul"                        => Largest(node, 0) * Error(node, 1) + Largest(node, 1) * Error(node, 0) + Error(node, 0) * Error(node, 1),
        "Where"                      => Math.Max(Error(node, 1), Error(node, 2)),
        "Concat"                     => Enumerable.Range(0, node.Inputs.Count).Max(i => Error(node, i)),
        // The logistic function is nowhere steeper than 1/4.
        "Sigmoid"                    => Error(node, 0) / 4,
        _                            => Error(node, 0),
    };

    double Products(Node node)
    {
        var weight = plan.Weights.Single(w => w.Node.Name == node.Name);
        var exact = node.Input(1)!.Data!;
        var (w, q) = (exact.Data.ToArray(), weight.Values.ToArray());
        var channels = weight.Scales.Length;
        var inner = exact.Shape.Skip(weight.Axis!.Value + 1).Aggregate(1L, (a, b) => a * b);
        var (sums, rounded) = (new double[channels], new double[channels]);
        for (var i = 0; i < q.Length; i++)
        {
            var channel = i / inner % channels;
            var back = (sbyte)q[i] * (double)weight.Scales[channel];
            sums[channel] += Math.Abs(back);
            rounded[channel] += Math.Abs(back - BitConverter.ToSingle(w, 4 * i));
        }
        var bias = plan.Biases.FirstOrDefault(b => b.Node == weight.Node)?.Scales ?? new float[channels];
        return Enumerable.Range(0, channels).Max(c => sums[c] * Error(node, 0) + 2 * rounded[c] * Largest(node, 0) + bias[c] / 2);
    }

    double Rounded(string value, double error)
    {
        var activation = plan.Activations.FirstOrDefault(a => a.Group.Sources.Any(v => v.Name == value));
        if (activation is not { Parameters: var p }) return error;
        var (low, high) = ((double)(p.Min - p.ZeroPoint) * p.Scale, (double)(p.Max - p.ZeroPoint) * p.Scale);
        var outside = values[value].Max(v => Math.Max(0, Math.Max(low - v, v - high)));
        return error + outside + 1.5 * p.Scale;
    }
}
