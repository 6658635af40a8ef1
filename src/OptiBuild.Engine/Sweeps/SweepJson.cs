using System.Text.Json;
using System.Text.Json.Serialization;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Sweeps;

/// <summary>sweep.json, the figures of a page.</summary>
public static class SweepJson
{
    public const int Schema = 1;

    static readonly SweepJsonContext Context = new(new JsonSerializerOptions(SweepJsonContext.Default.Options)
    {
        Encoder = JsonText.Encoder,
    });

    public static byte[] Bytes(Sweep sweep) => [.. JsonSerializer.SerializeToUtf8Bytes(sweep, Context.Sweep), (byte)'\n'];

    /// <exception cref="OptiBuildException">OB3003, OB3004: it cannot be read, or is no such file.</exception>
    public static Sweep Read(string path)
    {
        var display = path.Replace('\\', '/');
        try
        {
            var sweep = JsonSerializer.Deserialize(File.ReadAllBytes(path), Context.Sweep);
            return sweep is { Schema: Schema } ? sweep : throw new OptiBuildException(Diagnostics.DataDamaged.With(display, "it holds no sweep of this version"));
        }
        catch (JsonException e)
        {
            throw new OptiBuildException(Diagnostics.DataDamaged.With(display, "it holds no sweep of this version"), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptiBuildException(Diagnostics.DataUnreadable.With(display, e.Message.TrimEnd('.') + "."), e);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n", RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(FiniteNumbers), typeof(EnumNames<MetricUnit>), typeof(EnumNames<Direction>)])]
[JsonSerializable(typeof(Sweep))]
sealed partial class SweepJsonContext : JsonSerializerContext;
