using OptiBuild.Engine;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine;

/// <summary>Real models with real data, with nothing set but the data.</summary>
public class PipelineAssetTests
{
    [TheoryNeeding("assets/cnn.onnx", "assets/lstm.onnx", "assets/fashion/calibrate.npz", "assets/fashion/gate.npz")]
    [InlineData("cnn", 0.9142, 3.5)]
    [InlineData("lstm", 0.8826, 3.0)]
    public void ClassifierKeepsItsAccuracyWithinOnePoint(string name, double accuracy, double smaller)
    {
        var (report, model) = Optimize($"assets/{name}.onnx", "assets/fashion/calibrate.npz", "assets/fashion/gate.npz", "1pp");

        // assets/README.md gives two digits behind the point, in percent.
        Assert.Equal(accuracy, report.Metric!.Original, Close.Within(0.00005));
        Assert.Equal(("accuracy", Verdict.Passed), (report.Metric.Name, report.Verdict));
        Assert.InRange(report.Metric.LossUpper, -0.01, 0.01);
        Assert.InRange(report.Size!.Original / (double)report.Size.Optimized, smaller, 4);
        Assert.All(report.Layers, l => Assert.NotEmpty(l.Reason));
        Assert.All(model.Graph.Nodes, n => Assert.Equal(n.OpType == "DynamicQuantizeLSTM" ? "com.microsoft" : "", n.Domain));
        Assert.InRange(report.Metric.Agreement, 0.99, 1);
    }

    [FactNeeding("assets/diamonds.onnx", "assets/diamonds/calibrate.csv", "assets/diamonds/gate.csv")]
    public void RegressionKeepsItsErrorWithinOnePercent()
    {
        var (report, _) = Optimize("assets/diamonds.onnx", "assets/diamonds/calibrate.csv", "assets/diamonds/gate.csv", "1%");

        // assets/README.md gives three digits behind the point.
        Assert.Equal(0.746, report.Metric!.Original, Close.Within(0.0005));
        Assert.Equal(("rmse", Verdict.Passed), (report.Metric.Name, report.Verdict));
        Assert.InRange(report.Metric.LossUpper / report.Metric.Original, double.NegativeInfinity, 0.01);
        Assert.InRange(report.Size!.Optimized, 1, report.Size.Original);
    }

    static (ModelReport Report, Model Model) Optimize(string model, string calibration, string validation, string drop)
    {
        using var folder = new TempFolder();
        var output = folder.File("m.onnx");
        var options = Options.From([new("CalibrationData", Assets.Path(calibration)), new("ValidationData", Assets.Path(validation)), new("MaxDrop", drop), new("Effort", "fast")]);

        var result = Pipeline.Run(new Job(Assets.Path(model), model, output, null, null, options, 0), CancellationToken.None);

        // A class below the average is worth a message, as is a sample that is in both sets.
        Assert.DoesNotContain(result.Findings, f => f.Diagnostic.Severity != Severity.Message);
        return (result.Report, ModelReader.Read(output));
    }
}
