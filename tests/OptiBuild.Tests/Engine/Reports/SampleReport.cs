using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Tests.Engine.Reports;

/// <summary>A report with every optional part present.</summary>
static class SampleReport
{
    public static MetricReport Accuracy { get; } = new()
    {
        Name = "accuracy", Original = 0.9142, Optimized = 0.9138, Loss = 0.0004, LossUpper = 0.00312, Confidence = 0.95,
        Budget = 0.01, BudgetText = "1pp", Samples = 5000, Broken = 12, Repaired = 10, SamplesNeeded = null, Agreement = 0.9948, Right = "AQ",
        Classes   = [new("shirt", 2500, 0.88, 0.8792, 0.0008, 0.005), new("boot", 2500, 0.9484, 0.9484, 0, 0.004)],
        Confusion = new(["shirt", "boot"], [[2200, 300, 0], [129, 2371, 0]], [[2198, 302, 0], [129, 2370, 1]]),
        Others    = [new("rmse", MetricUnit.Own, Direction.LowerIsBetter, 0.125, 0.25)],
    };

    public static ModelReport Model { get; } = new()
    {
        Model       = "Models/garments.onnx",
        Verdict     = Verdict.Passed,
        Diagnostics = [new("OB2009", "message", "Operator Celu stays float.")],
        Data        = new(1000, 5000, IsSplit: true, ["shirt", "boot"]),
        Metric      = Accuracy,
        Size        = new(6_806_268, 1_716_020, 618_400),
        Latency     = new(0.266, 0.127, 2.09, 1, 1),
        Layers      = [new("/conv1/Conv", "Conv", "int8 per channel", "uint8", 0.25, double.PositiveInfinity, LayerDecision.Quantized, ""), new("/act", "Celu", "float", "float", null, null, LayerDecision.Float, "no rule for Celu")],
        Channels    = new() { Outcome = "removing 8 of 128 channels saves 6 %", Families = [new("/conv1/Conv", 128, 8)], Dead = 8, Loss = LossKind.LostProbability, Target = 0.001, Samples = 128, Trials = [new(0.06, 0.0005), new(0.12, double.PositiveInfinity)], Saved = 0.06, Latency = new(0.127, 0.12, 1.06, 1, 1) },
        Refinement  = new() { Loss = LossKind.LostProbability, Target = 0.005, Before = 0.012, After = 0.003, Samples = 128, Reverted = ["/act"], Trials = [new([], 0.012, null), new(["/act"], null, 0.5), new(["/act"], 0.003, null)] },
        Baseline    = new() { Metric = "accuracy", Value = 0.914, Embedded = 617_000, IsComparable = true, Loss = 0.0002, LossUpper = 0.002, Broken = 3, Repaired = 2 },
        Steps       = [new("read", 0.125, 0), new("quantize", 1.5, 5)],
        Environment = new("Linux", "A processor", ["avx2", "fma"], "1.29.0"),
        Hashes      = new("aa", "bb", "cc", "dd", "ee"),
        Interface   = new([new("image", "float", ["N", "1", "28", "28"])], [new("logits", "float", ["N", "10"])]),
    };

    public static Report Report { get; } = new(ReportJson.Schema, new("OptiBuild", "0.1.0"), [Model]);
}
