using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OptiBuild.Engine.Data;

namespace OptiBuild.Engine.Metrics;

/// <summary>The lines that <see cref="CommandMetric"/> writes and reads.</summary>
static class CommandJson
{
    public const string Greeting = """{"optibuild":1}""";

    /// <remarks>JSON has no NaN and no infinity: null stands for either.</remarks>
    public static string Question(Answer answer)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            json.WriteStartObject();
            json.WriteString("sample", answer.Origin);
            json.WritePropertyName("label");
            Write(json, answer.Label);
            json.WriteStartArray("outputs");
            foreach (var output in answer.Outputs) Write(json, output);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>Null where the line is no such answer.</summary>
    public static CommandHello? Hello(string line)
    {
        using var json = Parse(line);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root) return null;
        var name = root.TryGetProperty("name", out var n) && n.ValueKind == JsonValueKind.String ? n.GetString()!.Trim() : "";
        Direction? better = !root.TryGetProperty("better", out var b) || b.ValueKind != JsonValueKind.String ? null
            : b.GetString() switch { "higher" => Direction.HigherIsBetter, "lower" => Direction.LowerIsBetter, _ => null };
        var isShare = root.TryGetProperty("share", out var s) && s.ValueKind is JsonValueKind.True or JsonValueKind.False ? s.GetBoolean() : (bool?)null;
        return name.Length > 0 && better is { } direction && isShare is { } share ? new(Printable.Of(name), direction, share) : null;
    }

    /// <summary>One or two finite numbers; null where the line is no such answer.</summary>
    public static double[]? Score(string line)
    {
        using var json = Parse(line);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("score", out var list) || list.ValueKind != JsonValueKind.Array) return null;
        var numbers = list.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.Number && e.TryGetDouble(out var v) ? v : double.NaN).ToArray();
        return numbers.Length is 1 or 2 && numbers.All(double.IsFinite) ? numbers : null;
    }

    static JsonDocument? Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static void Write(Utf8JsonWriter json, Output output)
    {
        json.WriteStartObject();
        json.WriteString("name", output.Name);
        json.WriteStartArray("shape");
        foreach (var size in output.Shape) json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("values");
        foreach (var value in output.Values.Span)
            if (float.IsFinite(value)) json.WriteNumberValue(value);
            else json.WriteNullValue();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, Label? label)
    {
        switch (label)
        {
            case { Class: { } one }:                json.WriteNumberValue(one); break;
            case { Numbers: [var only] }:           json.WriteNumberValue(only); break;
            case { Numbers: { } numbers }:          Write(json, numbers, json.WriteNumberValue); break;
            case { Classes: { } classes }:          Write(json, classes, json.WriteNumberValue); break;
            case { Text: { } text }:                json.WriteStringValue(text); break;
            case { Boxes: { } boxes }:              Write(json, boxes, box => Write(json, box)); break;
            default:                                json.WriteNullValue(); break;
        }
    }

    static void Write(Utf8JsonWriter json, Box box)
    {
        json.WriteStartObject();
        json.WriteNumber("class", box.Class);
        json.WriteStartArray("box");
        foreach (var edge in (double[])[box.X0, box.Y0, box.X1, box.Y1]) json.WriteNumberValue(edge);
        json.WriteEndArray();
        json.WriteBoolean("crowd", box.IsCrowd);
        json.WriteEndObject();
    }

    static void Write<T>(Utf8JsonWriter json, IEnumerable<T> values, Action<T> write)
    {
        json.WriteStartArray();
        foreach (var value in values) write(value);
        json.WriteEndArray();
    }
}
