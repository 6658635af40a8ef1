using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace OptiBuild.Engine.Caching;

/// <summary>What a key stands for, as caches of Bazel's kind keep it: the message ActionResult in the JSON form of protocol buffers.</summary>
/// <remarks>
/// https://github.com/bazelbuild/remote-apis/blob/main/build/bazel/remote/execution/v2/remote_execution.proto,
/// https://protobuf.dev/programming-guides/json/: numbers of 64 bits are texts, and may be read as either; names may be read in both spellings.
/// Servers that know the form check it, and may add fields.
/// </remarks>
static class ActionResult
{
    public static byte[] Write(IReadOnlyDictionary<string, Digest> files)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("outputFiles");
            foreach (var (path, digest) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
            {
                writer.WriteStartObject();
                writer.WriteString("path", path);
                writer.WriteStartObject("digest");
                writer.WriteString("hash", digest.Hash);
                writer.WriteString("sizeBytes", digest.Size.ToString(CultureInfo.InvariantCulture));
                writer.WriteEndObject();
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return json.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">The text is no such message.</exception>
    public static IReadOnlyDictionary<string, Digest> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Member(document.RootElement, "outputFiles", "output_files").EnumerateArray().ToDictionary(f => f.GetProperty("path").GetString()!, f => Read(f.GetProperty("digest")), StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException("it is no ActionResult", e);
        }
    }

    static Digest Read(JsonElement digest)
    {
        var size = Member(digest, "sizeBytes", "size_bytes");
        var bytes = size.ValueKind == JsonValueKind.String ? long.Parse(size.GetString()!, NumberStyles.None, CultureInfo.InvariantCulture) : size.GetInt64();
        return digest.GetProperty("hash").GetString() is { } hash && Digest.IsHash(hash) && bytes >= 0 ? new(hash, bytes) : throw new FormatException("No digest.");
    }

    static JsonElement Member(JsonElement of, string name, string otherSpelling) => of.TryGetProperty(name, out var member) ? member : of.GetProperty(otherSpelling);
}
