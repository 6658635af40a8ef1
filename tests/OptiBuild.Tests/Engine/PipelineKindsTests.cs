using Microsoft.ML.OnnxRuntime;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;
using OptiBuild.Tests.Engine.Quantization;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine;

/// <summary>Nets of many families through the whole pipeline, and in int8 wherever they can be.</summary>
public class PipelineKindsTests
{
    /// <summary>Random weights amplify noise as trained ones do not, and eight bits of several layers in a row remain; a wrong scale, axis or operand leaves less than 10.</summary>
    const double LeastSqnrDb = 18;

    /// <summary>Takes eight different samples at most: those to validate with would be those to calibrate on.</summary>
    static readonly string[] FewInputs = ["table shared with a Gemm"];

    public static TheoryData<string> Kinds => [.. NetKinds.Names];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ComesOutWithTheSameInterface(string kind)
    {
        var model = ModelSamples.Parse(NetKinds.Text(kind));
        using var run = PipelineRun.Of(model);

        var result = run.Optimize(("Gate", FewInputs.Contains(kind) ? "Off" : "Estimate"), ("Metric", "agreement"), ("MaxDrop", "20pp"));

        Assert.Empty(result.Findings);
        Assert.Equal(Interface(model), Interface(run.Optimized));
        Assert.All(result.Report.Layers, l => Assert.NotEmpty(l.Reason));
        Assert.InRange(result.Report.Size!.Optimized, 1, result.Report.Size.Original);
        new InferenceSession(run.Output).Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void KeepsTheSignalInInt8(string kind)
    {
        var quantized = Quantized.Of(Cleaned(NetKinds.Text(kind)));
        // Chosen places are no signal: they jump where two scores are close.
        foreach (var model in new[] { quantized.Original, quantized.Model })
            if (model.Graph.Outputs.Any(IsReal)) model.Graph.Outputs.RemoveAll(v => !IsReal(v));

        var exact = OnnxRuntime.Answers(quantized.Original, quantized.Samples, Optimization.None);
        var actual = OnnxRuntime.Answers(quantized.Model, quantized.Samples, Optimization.All);

        Assert.Equal(exact.Length, actual.Length);
        if (exact.SequenceEqual(actual)) return;
        Assert.InRange(10 * Math.Log10(Oracle.SumOfSquares(exact) / Oracle.SquaredDistance(exact, actual)), LeastSqnrDb, double.PositiveInfinity);
    }

    static bool IsReal(Value output) => output.Tensor is { Element: ElementType.Float };

    static Model Cleaned(string text)
    {
        var model = ModelSamples.Parse(text);
        OptiBuild.Onnx.Opsets.OpsetUpgrade.Apply(model);
        return OptiBuild.Engine.Cleaning.Cleaner.Clean(model).Model;
    }

    static string Interface(Model model) => string.Join(", ", Ports.Of(model) is var ports ? ports.Inputs.Select(Text).Append("=>").Concat(ports.Outputs.Select(Text)) : []);

    static string Text(PortReport port) => $"{port.Name} {port.Type}[{string.Join(",", port.Shape)}]";
}
