using System.Text.Json.Serialization;
using OptiBuild.Engine.Metrics;

namespace OptiBuild.Engine.Reports;

/// <summary>report.json: the contract other tools read. Names are kept; version 1 of the schema only ever gains fields.</summary>
public sealed record Report(int Schema, ToolInfo Tool, IReadOnlyList<ModelReport> Models);

public sealed record ToolInfo(string Name, string Version);

public enum Verdict { Passed, Failed, Uncertain, Off }

public sealed record ModelReport
{
    public required string Model { get; init; }
    public required Verdict Verdict { get; init; }

    /// <summary>Where the model is asked for; null where no project file asks.</summary>
    public PlaceReport? Place { get; init; }

    /// <summary>What was asked for; null where nothing could be judged.</summary>
    public CriteriaReport? Criteria { get; init; }

    public IReadOnlyList<DiagnosticReport> Diagnostics { get; init; } = [];

    /// <summary>Null where no samples were given.</summary>
    public DataReport? Data { get; init; }

    public MetricReport? Metric { get; init; }
    public SizeReport? Size { get; init; }
    public LatencyReport? Latency { get; init; }
    public IReadOnlyList<LayerReport> Layers { get; init; } = [];

    /// <summary>Null where no channels were looked at.</summary>
    public ChannelReport? Channels { get; init; }

    /// <summary>Null where the step looked at nothing.</summary>
    public RefinementReport? Refinement { get; init; }

    /// <summary>Null where no weight had a choice of levels.</summary>
    public LevelsReport? Levels { get; init; }

    /// <summary>Null where there is no accepted result.</summary>
    public BaselineReport? Baseline { get; init; }

    /// <summary>Null where no cache was asked.</summary>
    public CacheReport? Cache { get; init; }

    public IReadOnlyList<StepReport> Steps { get; init; } = [];
    public EnvironmentReport? Environment { get; init; }
    public HashesReport? Hashes { get; init; }
    public InterfaceReport? Interface { get; init; }
}

/// <param name="File">From the root of the repository, or of the project's folder where there is none; forward slashes.</param>
/// <param name="Line">From 1; 0 where it is not known.</param>
public sealed record PlaceReport(string File, int Line, int Column);

/// <summary>Bounds beside MaxDrop, which stands with the metric; null where none is asked for.</summary>
/// <param name="Gate">Certify, Estimate, Warn or Off.</param>
/// <param name="MinMetric">In the metric's own unit.</param>
/// <param name="MinSizeReduction">Share of the original's bytes.</param>
public sealed record CriteriaReport(string Gate, double? MinMetric, double? MinSizeReduction, double? MinSpeedup)
{
    /// <summary>What each class may lose, as it was asked for: 3pp.</summary>
    public string? MaxClassDrop { get; init; }
}

public sealed record DiagnosticReport(string Code, string Severity, string Message)
{
    public static DiagnosticReport Of(Finding finding) => new(finding.Diagnostic.Code, finding.Diagnostic.Severity.ToString().ToLowerInvariant(), finding.Message);
}

/// <param name="Calibration">Samples that calibrated; null without any.</param>
/// <param name="Validation">Samples that the gate asked; null without any.</param>
/// <param name="IsSplit">Both are parts of one data set, split by OptiBuild.</param>
/// <param name="ClassNames">What people call the classes, in the order of their numbers; empty where the data does not say.</param>
public sealed record DataReport(int? Calibration, int? Validation, bool IsSplit, IReadOnlyList<string> ClassNames);

/// <summary>Share: between 0 and 1, shown in percent and percentage points. Decibel: 10 · log₁₀ of a ratio.</summary>
public enum MetricUnit { Share, Own, Decibel }

/// <summary>Values in the metric's own unit; losses positive where the optimized model is worse.</summary>
public sealed record MetricReport
{
    public required string Name { get; init; }
    /// <summary>What it measures, in words; null in reports of earlier versions.</summary>
    public string? Formula { get; init; }

    public MetricUnit Unit { get; init; }
    public Direction Direction { get; init; }
    public required double Original { get; init; }
    public required double Optimized { get; init; }
    public required double Loss { get; init; }
    public required double LossUpper { get; init; }
    public required double Confidence { get; init; }
    public required double Budget { get; init; }
    public required string BudgetText { get; init; }
    public required int Samples { get; init; }
    public int? Broken { get; init; }
    public int? Repaired { get; init; }
    public int? SamplesNeeded { get; init; }
    public required double Agreement { get; init; }

    /// <summary>Which samples the optimized model answers right, a bit each from the lowest of the first byte on, as base64url; null where answers are not right or wrong.</summary>
    public string? Right { get; init; }

    /// <summary>What the optimized model's figure must reach, where the original's is infinite: losses are below it then, and the budget is 0. Null elsewhere.</summary>
    public double? Floor { get; init; }

    /// <summary>One model was measured; nothing is compared.</summary>
    [JsonIgnore]
    public bool IsAlone => BudgetText.Length == 0 && Floor is null && Confidence >= 1;

    /// <summary>The same metric class by class; empty where it has no classes.</summary>
    public IReadOnlyList<ClassReport> Classes { get; init; } = [];

    /// <summary>Null where samples have no single class, or there are too many classes to look at.</summary>
    public ConfusionReport? Confusion { get; init; }

    /// <summary>Other metrics that suit the data, from the same answers; nothing is judged by them.</summary>
    public IReadOnlyList<FigureReport> Others { get; init; } = [];
}

/// <summary>One class's part of a metric: the share of its samples that is right, its average precision.</summary>
/// <param name="Samples">Of the class, or objects in detection.</param>
/// <param name="LossUpper">At the metric's confidence, for this class alone.</param>
public sealed record ClassReport(string Name, int Samples, double Original, double Optimized, double Loss, double LossUpper)
{
    /// <summary>What the class lost at least, at the metric's confidence for all classes together; null where the estimate lies inside the budget.</summary>
    public double? LossLower { get; init; }
}

/// <summary>Samples by their label (rows) and by what was answered (columns); the last column counts answers that are no class, NaN for one.</summary>
public sealed record ConfusionReport(IReadOnlyList<string> Classes, IReadOnlyList<IReadOnlyList<int>> Original, IReadOnlyList<IReadOnlyList<int>> Optimized)
{
    /// <summary>Rows as many as there are classes, and one column more.</summary>
    [JsonIgnore]
    public bool IsWhole => new[] { Original, Optimized }.All(m => m.Count == Classes.Count && m.All(r => r.Count == Classes.Count + 1));
}

public sealed record FigureReport(string Name, MetricUnit Unit, Direction Direction, double Original, double Optimized);

/// <summary>Bytes.</summary>
public sealed record SizeReport(long Original, long Optimized, long Embedded)
{
    /// <summary>The file beside the optimized model that holds what one file cannot; null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WeightsFile { get; init; }
}

/// <summary>One run each, interleaved; how noise is kept out is said at <see cref="Inference.Latency"/>.</summary>
public sealed record LatencyReport(double OriginalMs, double OptimizedMs, double Speedup, int Batch, int Threads);

/// <summary>Kept: quantized in the model already. Converted: the same, with activations of another type and the same values.</summary>
public enum LayerDecision { Quantized, Float, Reverted, Pruned, Kept, Converted }

/// <param name="Weights">int8 per channel, float …</param>
/// <param name="Activations">uint8, float …</param>
/// <param name="Sparsity">Share of weights that are zero; null where the node has no weights.</param>
/// <param name="SqnrDb">Signal to quantization noise of the weights, in dB; null where nothing was rounded.</param>
public sealed record LayerReport(string Node, string Op, string Weights, string Activations, double? Sparsity, double? SqnrDb, LayerDecision Decision, string Reason)
{
    /// <summary>Signal to noise ratio, in dB, of what the layer gives, through rounding its weights; measured on held-out calibration samples. Null where none were looked at.</summary>
    public double? OutputSqnrDb { get; init; }

    /// <summary>The same, had every weight been rounded to its nearest level and no mean error been taken out.</summary>
    public double? NearestSqnrDb { get; init; }

    /// <summary>Bits of code for each weight, by the entropy of its levels; null where nothing was rounded.</summary>
    public double? BitsPerWeight { get; init; }

    /// <summary>Weights that the node reads and no node before it; null where it has none. Biases are left out.</summary>
    public long? WeightCount { get; init; }

    /// <summary>What these weights take in the model that was given, in bytes.</summary>
    public long? BytesBefore { get; init; }

    /// <summary>What they take where they are embedded, in bytes: by the entropy of their levels; of what was not rounded, as they lie in the file.</summary>
    public long? BytesAfter { get; init; }

    /// <summary>How weights were chosen to become zero, or why none was; null where pruning did not look at the node.</summary>
    public string? Pruning { get; init; }

    /// <summary>Signal to noise ratio, in dB, of what the layer gives, through its zeros; measured on held-out calibration samples. Null where none were looked at.</summary>
    public double? PrunedSqnrDb { get; init; }

    /// <summary>The same, had the weights that remain stayed as they were.</summary>
    public double? MaskedSqnrDb { get; init; }
}

public sealed record StepReport(string Name, double Seconds, int Changes);

public sealed record EnvironmentReport(string Os, string Cpu, IReadOnlyList<string> InstructionSets, string OnnxRuntime);

/// <summary>Made: by this run. Local, Remote: by an earlier one of the same inputs, on this machine or another; steps and processor are those of that run.</summary>
public enum ResultOrigin { Made, Local, Remote }

/// <param name="Key">SHA-256, in hexadecimal, of everything that the result depends on.</param>
public sealed record CacheReport(ResultOrigin Origin, string Key);

/// <summary>SHA-256 in hexadecimal.</summary>
public sealed record HashesReport(string Model, string? Calibration, string? Validation, string Options, string? Output);

/// <summary>What the generated class shows: inputs and outputs with type and shape ("N" and "?" for free sizes).</summary>
public sealed record InterfaceReport(IReadOnlyList<PortReport> Inputs, IReadOnlyList<PortReport> Outputs);

public sealed record PortReport(string Name, string Type, IReadOnlyList<string> Shape);
