using OptiBuild.Engine.Quantization;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

/// <summary>An LSTM with integer weights that goes forward, by its definition: what it reads is rounded with one scale, each step's states with another.</summary>
sealed class DynamicRecurrence(IReadOnlyList<RecurrentWeight> weights, float[] bias)
{
    readonly int hidden = bias.Length / 8, inputs = weights[0].Rounded.Values.Length * 2 / bias.Length;

    /// <param name="x">[steps, batch, inputs]</param>
    /// <returns>[steps, batch, hidden]</returns>
    public double[] Run(double[] x, int steps, int batch)
    {
        var read = Rounded(x);
        var y = new List<double>();
        var (h, c) = (new double[batch * hidden], new double[batch * hidden]);
        for (var t = 0; t < steps; t++)
        {
            var state = Rounded(h);
            for (var b = 0; b < batch; b++)
                for (var j = 0; j < hidden; j++)
                {
                    var (input, output, forget, cell) = (Gate(0), Gate(1), Gate(2), Gate(3));
                    c[b * hidden + j] = Logistic(forget) * c[b * hidden + j] + Logistic(input) * Math.Tanh(cell);
                    h[b * hidden + j] = Logistic(output) * Math.Tanh(c[b * hidden + j]);

                    double Gate(int gate)
                    {
                        var row = gate * hidden + j;
                        var sum = (double)bias[row] + bias[4 * hidden + row];
                        for (var k = 0; k < inputs; k++) sum += read[(t * batch + b) * inputs + k] * Weight(0, row, k, inputs);
                        for (var k = 0; k < hidden; k++) sum += state[b * hidden + k] * Weight(1, row, k, hidden);
                        return sum;
                    }
                }
            y.AddRange(h);
        }
        return [.. y];
    }

    double Weight(int which, int row, int column, int columns)
    {
        var rounded = weights[which].Rounded;
        return rounded.Values[row * columns + column] * (double)rounded.Scales[row];
    }

    static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html and back.</summary>
    public static double[] Rounded(double[] values)
    {
        var (least, most) = (Math.Min(0, values.Min()), Math.Max(0, values.Max()));
        var scale = most == least ? 1 : (float)((most - least) / 255);
        var zero = Oracle.Quantize(-least, scale, 0, 0, 255);
        return [.. values.Select(v => Oracle.Dequantize(Oracle.Quantize(v, scale, zero, 0, 255), scale, zero))];
    }
}
