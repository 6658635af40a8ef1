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
        Place       = new("src/app.csproj", 14, 5),
        Criteria    = new("Certify", 0.9, 0.6, 1.3),
        Diagnostics = [new("OB2009", "message", "Operator Celu stays float.")],
        Data        = new(1000, 5000, IsSplit: true, ["shirt", "boot"]),
        Metric      = Accuracy,
        Size        = new(6_806_268, 1_716_020, 618_400),
        Latency     = new(0.266, 0.127, 2.09, 1, 1),
        Layers      = [new("/conv1/Conv", "Conv", "int8 per channel", "uint8", 0.25, double.PositiveInfinity, LayerDecision.Quantized, "") { OutputSqnrDb = 40, NearestSqnrDb = 38.5, BitsPerWeight = 3.25, WeightCount = 1_500_000, BytesBefore = 6_000_000, BytesAfter = 609_375, Pruning = "obs", PrunedSqnrDb = 35, MaskedSqnrDb = 20 },
            new("/act", "Celu", "float", "float", null, null, LayerDecision.Float, "no rule for Celu"),
            new("/fc/Gemm", "Gemm", "float", "float", 0, null, LayerDecision.Reverted, "predicted loss 1.2 pp → 0.3 pp with it in float") { WeightCount = 1000, BytesBefore = 4000, BytesAfter = 4000 }],
        Channels    = new() { Outcome = "removing 8 of 128 channels saves 6 %", Families = [new("/conv1/Conv", 128, 8)], Dead = 8, Loss = LossKind.LostProbability, Target = 0.001, Samples = 128, Trials = [new(0.06, 0.0005), new(0.12, double.PositiveInfinity)], Saved = 0.06, Latency = new(0.127, 0.12, 1.06, 1, 1) },
        Refinement  = new() { Loss = LossKind.LostProbability, Target = 0.005, Before = 0.012, After = 0.003, Samples = 128, Reverted = ["/act"], Trials = [new([], 0.012, null), new(["/act"], null, 0.5), new(["/act"], 0.003, null)] },
        Baseline    = new() { Metric = "accuracy", Value = 0.914, Embedded = 617_000, IsComparable = true, Loss = 0.0002, LossUpper = 0.002, Broken = 3, Repaired = 2 },
        Levels      = new()
        {
            Loss = LossKind.LostProbability, Target = 0.01, Before = 0.002, After = 0.009, Samples = 170, BytesBefore = 1_400_000, BytesAfter = 609_375,
            Trials = [new(1_400_000, 0.002), new(500_000, 0.02), new(609_375, 0.009), new(1, null)], Weights = [new(["/conv1/Conv"], 4, 3.25, 0.25, 0.75), new(["/fc/Gemm"], 1, 7, 0, 0.25)],
        },
        Steps       = [new("read", 0.125, 0), new("quantize", 1.5, 5)],
        Environment = new("Linux", "A processor", ["avx2", "fma"], "1.29.0"),
        Hashes      = new("aa", "bb", "cc", "dd", "ee"),
        Interface   = new([new("image", "float", ["N", "1", "28", "28"])], [new("logits", "float", ["N", "10"])]),
    };

    /// <summary>Words that would be markup, a script, a link or a command in one form or another.</summary>
    public const string Hostile = "<script>alert('1')</script>&\"|`[x](y)\u0007\u202E@all]]>.onnx";

    /// <summary>Every text that comes from outside is hostile, every number is none.</summary>
    public static ModelReport HostileModel { get; } = Model with
    {
        Model       = Hostile,
        Verdict     = Verdict.Uncertain,
        Place       = new(Hostile, 0, 0),
        Diagnostics = [new(Hostile, Hostile, Hostile), new("OB4001", "error", Hostile)],
        Metric      = Accuracy with
        {
            Name = Hostile, Original = double.NaN, Optimized = double.NaN, Loss = double.NaN, LossUpper = double.PositiveInfinity, Budget = double.NaN, Agreement = double.NaN,
            Classes = [new(Hostile, 0, double.NaN, double.NaN, double.NaN, double.NaN)], Confusion = new([Hostile, Hostile], [[0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0]]),
            Others = [new(Hostile, MetricUnit.Own, Direction.LowerIsBetter, double.NaN, double.NegativeInfinity)],
        },
        Size        = new(0, 0, 0),
        Latency     = new(0, 0, double.NaN, 0, 0),
        Layers      = [new(Hostile, Hostile, Hostile, Hostile, double.NaN, double.NaN, LayerDecision.Reverted, Hostile) { Pruning = Hostile, BitsPerWeight = double.NaN, WeightCount = 0, BytesBefore = 0, BytesAfter = 0 }],
        Channels    = new() { Outcome = Hostile, Families = [new(Hostile, 1, 1)], Trials = [new(double.NaN, double.NaN)], Target = double.NaN },
        Refinement  = new() { Loss = LossKind.NoiseShare, Target = double.NaN, Before = double.NaN, After = double.NaN, Samples = 0, Reverted = [Hostile], Trials = [new([Hostile], double.NaN, null), new([], null, double.NaN)] },
        Levels      = new() { Loss = LossKind.NoiseAmount, Target = double.NaN, Before = double.NaN, After = double.NaN, Samples = 0, BytesBefore = 0, BytesAfter = 0, Trials = [new(0, 0), new(0, double.NaN)], Weights = [new([Hostile], 1, double.NaN, 0, 1), new([], 1, 1, 0, 0)] },
        Steps       = [new(Hostile, 0, 0)],
        Environment = new(Hostile, Hostile, [Hostile], Hostile),
        Hashes      = new(Hostile, null, null, Hostile, null),
        Interface   = new([new(Hostile, Hostile, [Hostile])], []),
    };

    /// <summary>Judged by a figure that is infinite for the original.</summary>
    public static ModelReport Floored { get; } = Model with
    {
        Criteria = new("Certify", 30, null, null), Baseline = null, Diagnostics = [],
        Metric = Accuracy with
        {
            Name = "sqnr", Formula = "power in `dB`", Unit = MetricUnit.Decibel, Original = double.PositiveInfinity, Optimized = 35.21, Loss = -5.21, LossUpper = -4.87, Budget = 0, BudgetText = "", Floor = 30,
            Broken = null, Repaired = null, Right = null, Classes = [], Confusion = null, Others = [new("sqnr", MetricUnit.Decibel, Direction.HigherIsBetter, double.PositiveInfinity, 35.21)],
        },
    };

    /// <summary>Stopped before anything was measured.</summary>
    public static ModelReport Stopped { get; } = new() { Model = "Models/absent.onnx", Verdict = Verdict.Failed, Diagnostics = [new("OB1001", "error", "Model 'Models/absent.onnx' does not exist. Correct the Include of <OptimizeModel>.")] };

    public static ModelReport Off { get; } = new() { Model = "tiny.onnx", Verdict = Verdict.Off, Size = new(12_300, 5_000, 4_100) };

    /// <summary>The sample, a model whose gate failed, one whose gate is off, one that could not be read.</summary>
    public static Report Four { get; } = new(ReportJson.Schema, new("OptiBuild", "0.1.0"),
    [
        Model,
        Model with
        {
            Model = "Models/boots.onnx", Verdict = Verdict.Failed,
            Diagnostics = [new("OB4001", "error", "boots.onnx: accuracy fell from 91.42 % to 88.10 %, more than MaxDrop=1pp allows."), new("OB4006", "warning", "boots.onnx: the model shrank by 40 %, less than MinSizeReduction=60% asks for.")],
            Metric = Accuracy with { Optimized = 0.881, Loss = 0.0332, LossUpper = 0.039, Classes = [new("boot", 2500, 0.88, 0.8136, 0.0664, 0.07)] },
        },
        Off,
        Stopped,
    ]);

    public static Report Report { get; } = new(ReportJson.Schema, new("OptiBuild", "0.1.0"), [Model]);
}
