using System.Text.Json;
using System.Text.Json.Serialization;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Packing;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;

namespace OptiBuild.Engine.Caching;

/// <summary>An <see cref="Outcome"/> as a cache holds it: files by name. Nothing in it says where the model lay or what the result was held against.</summary>
/// <remarks>Numbers that are infinite or none keep that, which report.json has no way to say: verdicts are made of them.</remarks>
sealed record StoredResult(int Schema, ModelReport Report, IReadOnlyList<DiagnosticReport> Notes, NotANumber? NotANumber)
{
    const int Known = 1;

    public const string Model = "model.onnx", Packed = "packed", Facts = "result.json";

    /// <summary>Larger than any report; a model may not have become larger than the original by more than <see cref="Room"/>.</summary>
    const int MostFacts = 64 << 20, Room = 1 << 20;

    /// <returns>Null for a model that is not one file: a cache keeps none of that size.</returns>
    public static IReadOnlyDictionary<string, byte[]>? Files(Outcome outcome, Job job)
    {
        if (outcome.Shipment is not { Model.Bytes: { } model, Packed: { } packed }) return null;
        var report = outcome.Report with { Model = "", Cache = null, Hashes = outcome.Report.Hashes! with { Options = "" } };
        var facts = new StoredResult(Known, report, [.. outcome.Notes.Select(DiagnosticReport.Of)], outcome.NotANumber);
        var files = new Dictionary<string, byte[]> { [Model] = model, [Facts] = JsonSerializer.SerializeToUtf8Bytes(facts, StoredResultJson.Default.StoredResult) };
        if (Packer.Compresses(job)) files[Packed] = packed;
        return files;
    }

    /// <summary>The files that an entry must hold, each with the bytes that it may have.</summary>
    public static IReadOnlyDictionary<string, long> Expected(Job job, Original original)
    {
        var most = Math.Min(Array.MaxLength, 2 * original.Bytes + Room);
        var files = new Dictionary<string, long> { [Model] = most, [Facts] = MostFacts };
        if (Packer.Compresses(job)) files[Packed] = most;
        return files;
    }

    /// <exception cref="InvalidDataException">The files are no result of the original.</exception>
    public static Outcome Read(IReadOnlyDictionary<string, byte[]> files, Original original)
    {
        var shipment = new Shipment(FinishedModel.Of(files[Model]), files.GetValueOrDefault(Packed) ?? files[Model]);
        var facts = Parse(files[Facts]);
        var (size, hashes) = (shipment.Size(original), facts.Report.Hashes);
        if (facts.Report.Size != size || hashes?.Model != original.Hash || hashes.Output != shipment.Model.Hash) throw new InvalidDataException("its parts do not belong together");
        return new(shipment, facts.Report with { Interface = original.Interface }, facts.NotANumber, [.. facts.Notes.Select(Finding)]);
    }

    static StoredResult Parse(byte[] json)
    {
        try
        {
            var facts = JsonSerializer.Deserialize(json, StoredResultJson.Default.StoredResult);
            if (facts is not { Schema: Known }) throw new InvalidDataException("its form is not known");
            return facts with { Report = ReportParts.Whole(facts.Report) };
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("it is no result", e);
        }
    }

    static Finding Finding(DiagnosticReport note)
    {
        var row = Diagnostics.All.FirstOrDefault(d => d.Code == note.Code);
        return row is not null && Enum.TryParse<Severity>(note.Severity, ignoreCase: true, out var severity) && severity <= row.Severity
            ? new(row with { Severity = severity }, Printable.Of(note.Message)) : throw new InvalidDataException("it holds an unknown message");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    Converters = [typeof(EnumNames<Verdict>), typeof(EnumNames<LayerDecision>), typeof(EnumNames<MetricUnit>), typeof(EnumNames<Direction>), typeof(EnumNames<LossKind>), typeof(EnumNames<ResultOrigin>)])]
[JsonSerializable(typeof(StoredResult))]
sealed partial class StoredResultJson : JsonSerializerContext;
