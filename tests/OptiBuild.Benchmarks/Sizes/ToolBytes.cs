using System.Text.Json;

namespace OptiBuild.Benchmarks.Sizes;

/// <summary>What the other tools' files take after Brotli, as <c>bench peers</c> measured it.</summary>
static class ToolBytes
{
    /// <summary>Points of the result, or of agreement where there is no result, that a file may lose and still count.</summary>
    const double MostLost = 0.015, LeastAgreement = 0.8;

    public static long? Of(Places places, AssetModel model)
    {
        var file = Path.Combine(Places.Committed(places.Repository), "peers.json");
        if (!File.Exists(file)) return null;
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var row = json.RootElement.GetProperty("rows").EnumerateArray().FirstOrDefault(r => r.GetProperty("model").GetString() == model.Name);
        if (row.ValueKind == JsonValueKind.Undefined) return null;
        var original = Number(row.GetProperty("original"), "result");
        return row.GetProperty("entries").EnumerateArray()
            .Where(e => e.GetProperty("tool").GetString() != "optibuild" && e.GetProperty("failure").ValueKind == JsonValueKind.Null && IsValid(e, model, original))
            .Select(e => (long?)e.GetProperty("brotliBytes").GetInt64()).Min();
    }

    static bool IsValid(JsonElement entry, AssetModel model, double? original) => model.Outcome switch
    {
        Outcome.Agreement => Number(entry, "agreement") >= LeastAgreement,
        Outcome.Rmse      => Number(entry, "result") <= original * (1 + MostLost),
        _                 => Number(entry, "result") >= original - MostLost,
    };

    static double? Number(JsonElement of, string name) => of.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
}
