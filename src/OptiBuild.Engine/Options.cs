using System.Collections.Immutable;
using System.Globalization;
using OptiBuild.Engine.Pruning;

namespace OptiBuild.Engine;

public enum GateMode { Certify, Estimate, Warn, Off }
public enum QuantizationMode { Auto, Int8, Weights, Blocks4, None }
public enum PruningMode { Auto, None, Element, Channel }
public enum SparsityScope { Auto, Layer, Global }
public enum PruningMethod { Obs, Wanda, Magnitude }
public enum Effort { Fast, Normal, Thorough }
public enum TargetName { Any, X64, X64Vnni, Arm64 }
public enum EmbedMode { Resource, Content, None }
public enum CompressionMode { Brotli, None }
public enum AccessLevel { Internal, Public }
public enum ChannelOrder { Rgb, Bgr, Gray }
public enum ImageLayout { Nchw, Nhwc }

/// <summary>What a user can set for one model. Defaults stand in the table <see cref="OptionRows"/>, once.</summary>
public sealed record Options
{
    public string? CalibrationData { get; init; }
    public string? ValidationData { get; init; }
    public string? Labels { get; init; }
    public string? ClassNames { get; init; }
    public string? Metric { get; init; }
    public Budget? MaxDrop { get; init; }
    public Budget? MaxClassDrop { get; init; }
    public double? MinMetric { get; init; }
    public double Confidence { get; init; }
    public GateMode Gate { get; init; }
    public double? MinSizeReduction { get; init; }
    public double? MinSpeedup { get; init; }
    public string? Baseline { get; init; }
    public QuantizationMode Quantization { get; init; }
    public PruningMode Pruning { get; init; }
    public SparsityGoal? Sparsity { get; init; }
    public SparsityScope SparsityScope { get; init; }
    public PruningMethod PruningMethod { get; init; }
    public Effort Effort { get; init; }
    public TargetName TargetCpu { get; init; }
    public ImmutableArray<string> KeepFloat { get; init; } = [];
    public EmbedMode Embed { get; init; }
    public CompressionMode Compression { get; init; }
    public string? LogicalName { get; init; }
    public string? ClassName { get; init; }
    public string? Namespace { get; init; }
    public AccessLevel Access { get; init; }
    public ImmutableArray<double> Mean { get; init; } = [];
    public ImmutableArray<double> Std { get; init; } = [];
    public double? Scale { get; init; }
    public ImageSize? Resize { get; init; }
    public ChannelOrder? Channels { get; init; }
    public ImageLayout? Layout { get; init; }
    public int? SampleRate { get; init; }
    public ImmutableArray<string> CustomOperators { get; init; } = [];

    /// <summary>What was asked for, as lines <c>Name=value</c> in the table's order; what is left at its default is left out.</summary>
    public string Asked { get; private init; } = "";

    public static Options Default { get; } = From([]);

    /// <summary>Options from texts by name (names as in the table, any case); an empty text means "not set".</summary>
    /// <exception cref="OptiBuildException">OB1002 a text is not a value of its option, OB1006 there is no such option.</exception>
    public static Options From(IEnumerable<KeyValuePair<string, string>> texts)
    {
        var options = OptionRows.All.Where(r => r.Default.Length > 0).Aggregate(new Options(), (o, r) => r.Set(o, r.Default)!);
        var asked = new SortedDictionary<int, string>();
        foreach (var (name, text) in texts)
        {
            if (!OptionRows.ByName.TryGetValue(name, out var row))
                throw new OptiBuildException(Diagnostics.OptionUnknown.With(name, string.Join(", ", OptionRows.All.Select(r => r.Name))));
            if (text.Trim() is not { Length: > 0 } value) continue;
            options = row.Set(options, value) ?? throw new OptiBuildException(Diagnostics.OptionInvalid.With(value, row.Name, row.Values));
            asked[OptionRows.All.IndexOf(row)] = $"{row.Name}={value}";
        }
        return options with { Asked = string.Join('\n', asked.Values) };
    }
}

/// <summary>How much of the metric may be lost: points of a share (0.01 = 1pp), a share of the original's value, or the metric's own unit.</summary>
public sealed record Budget(double Amount, BudgetUnit Unit)
{
    public override string ToString() => Unit switch
    {
        BudgetUnit.Points   => string.Create(CultureInfo.InvariantCulture, $"{Amount * 100:0.######}pp"),
        BudgetUnit.Relative => string.Create(CultureInfo.InvariantCulture, $"{Amount * 100:0.######}%"),
        _                   => Amount.ToString("0.######", CultureInfo.InvariantCulture),
    };
}

public enum BudgetUnit { Points, Relative, Own }

public sealed record ImageSize(int Width, int Height);

/// <summary>What an option decides. Result: the model that is made, or a figure that is measured of it. Files: the same, by what lies at the place it names. Judgement: whether the result is good enough; what else Gate and MinMetric decide, the cache's key says. Shipping: only how the build takes it up.</summary>
public enum OptionEffect { Result, Files, Judgement, Shipping }

/// <summary>One row: the metadata name (kebab-case on the command line), default, valid values and meaning as printed in the README.</summary>
/// <param name="Effect">What changes when its text does.</param>
/// <param name="Set">The options with the text applied, or null where the text is not a value.</param>
public sealed record OptionRow(string Name, string Default, OptionEffect Effect, string Values, string Meaning, Func<Options, string, Options?> Set)
{
    /// <summary><c>--calibration-data</c> for <c>CalibrationData</c>.</summary>
    public string Switch => "--" + string.Concat(Name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
