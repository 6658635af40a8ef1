using System.Text.Json;
using System.Text.Json.Serialization;
using OptiBuild.Engine.Metrics;

namespace OptiBuild.Engine.Reports;

/// <summary>report.json. Its names are described by <c>report.schema.json</c> beside this file.</summary>
public static class ReportJson
{
    public const int Schema = 1;

    static readonly ReportJsonContext Context = new(new JsonSerializerOptions(ReportJsonContext.Default.Options)
    {
        Encoder = JsonText.Encoder,
    });

    /// <exception cref="OptiBuildException">OB1005: the file cannot be written.</exception>
    public static void Write(Report report, string path) => WholeFile.Write(path, Bytes(report));

    internal static byte[] Bytes(Report report) => [.. JsonSerializer.SerializeToUtf8Bytes(report, Context.Report), (byte)'\n'];

    /// <exception cref="OptiBuildException">OB3001, OB3003, OB1022: it is not there, cannot be read, or is no report of a version that is known.</exception>
    public static Report Read(string path)
    {
        var display = path.Replace('\\', '/');
        try
        {
            if (!File.Exists(path)) throw new OptiBuildException(Diagnostics.DataMissing.With("Report", display));
            var report = Read(File.ReadAllBytes(path));
            return report.Schema == Schema ? report : throw new OptiBuildException(Diagnostics.ReportUnreadable.With(display, $"its schema is not {Schema}"));
        }
        catch (JsonException e)
        {
            throw new OptiBuildException(Diagnostics.ReportUnreadable.With(display, e.Path is { Length: > 1 } place ? $"what stands at {place} does not fit" : "it is no such JSON"), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptiBuildException(Diagnostics.DataUnreadable.With(display, e.Message.TrimEnd('.') + "."), e);
        }
    }

    public static Report Read(ReadOnlySpan<byte> json) => ReportParts.Complete(JsonSerializer.Deserialize(json, Context.Report) ?? throw new JsonException("There is nothing."));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n",
    DefaultIgnoreCondition = JsonIgnoreCondition.Never, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    Converters = [typeof(FiniteNumbers), typeof(EnumNames<Verdict>), typeof(EnumNames<LayerDecision>), typeof(EnumNames<MetricUnit>), typeof(EnumNames<Direction>), typeof(EnumNames<LossKind>), typeof(EnumNames<ResultOrigin>)])]
[JsonSerializable(typeof(Report))]
sealed partial class ReportJsonContext : JsonSerializerContext;

/// <summary>camelCase names, as everything else in the file.</summary>
sealed class EnumNames<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false) where T : struct, Enum;

/// <summary>JSON has no infinity and no NaN; null says that there is no such number.</summary>
sealed class FiniteNumbers : JsonConverter<double>
{
    public override bool HandleNull => true;

    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteNullValue();
    }
}
