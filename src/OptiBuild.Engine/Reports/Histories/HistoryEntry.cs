using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OptiBuild.Engine.Metrics;

namespace OptiBuild.Engine.Reports.Histories;

/// <summary>One line of a history: what became of one model in one build. Names are kept; version 1 only ever gains fields.</summary>
/// <param name="Date">When the line was written, in universal time: 2026-01-31T12:00:00Z.</param>
/// <param name="Input">What tells builds apart that could differ: a hash of the model, the data, the options and the versions.</param>
public sealed record HistoryEntry(int Schema, string Date, string Input, string Model, Verdict Verdict, string Tool)
{
    public const int Known = 1;

    /// <summary>Null where the machine does not say.</summary>
    public string? Commit { get; init; }

    public HistoryMetric? Metric { get; init; }
    public SizeReport? Size { get; init; }
    public LatencyReport? Latency { get; init; }

    /// <summary>Null where nothing was measured: there is nothing to compare with later.</summary>
    public static HistoryEntry? Of(ModelReport model, ToolInfo tool, Surroundings around) => model.Hashes is not { } hashes || model.Size is null ? null
        : new(Known, around.Date, InputHash(hashes, tool, model.Environment), model.Model, model.Verdict, tool.Version)
        {
            Commit = around.Commit,
            Metric = model.Metric is { } m ? new(m.Name, m.Unit, m.Direction, m.Original, m.Optimized, m.Loss, m.LossUpper, m.Confidence, m.Budget, m.Samples) : null,
            Size = model.Size,
            Latency = model.Latency,
        };

    /// <summary>Without the machine: the same inputs on another one are the same build.</summary>
    static string InputHash(HashesReport hashes, ToolInfo tool, EnvironmentReport? environment)
    {
        const int Digits = 32;
        var inputs = string.Join('\n', hashes.Model, hashes.Calibration, hashes.Validation, hashes.Options, tool.Version, environment?.OnnxRuntime);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(inputs)))[..Digits];
    }
}

public sealed record HistoryMetric(
    string Name, MetricUnit Unit, Direction Direction, double Original, double Optimized, double Loss, double LossUpper, double Confidence, double Budget, int Samples);

/// <summary>One entry as one line of JSON.</summary>
static class HistoryJson
{
    static readonly HistoryJsonContext Context = new(new JsonSerializerOptions(HistoryJsonContext.Default.Options)
    {
        Encoder = JsonText.Encoder,
    });

    public static string Line(HistoryEntry entry) => JsonSerializer.Serialize(entry, Context.HistoryEntry) + "\n";

    /// <summary>Null where the line is no entry of a version that is known.</summary>
    public static HistoryEntry? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Context.HistoryEntry) is { Schema: HistoryEntry.Known } entry ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    Converters = [typeof(FiniteNumbers), typeof(EnumNames<Verdict>), typeof(EnumNames<MetricUnit>), typeof(EnumNames<Direction>)])]
[JsonSerializable(typeof(HistoryEntry))]
sealed partial class HistoryJsonContext : JsonSerializerContext;
