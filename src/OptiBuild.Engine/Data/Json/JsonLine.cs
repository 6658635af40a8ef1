using System.Globalization;
using System.Text.Json;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Data.Json;

/// <summary>One line: a sample.</summary>
/// <param name="Label">As text; null where there is none.</param>
/// <param name="Origin">File and line, for messages.</param>
sealed record JsonLine(IReadOnlyList<SampleArray> Arrays, string? Label, string Origin)
{
    const int MostAxes = 16;

    static readonly string[] LabelNames = ["label", "labels"], TextNames = ["text", "label"];

    /// <exception cref="OptiBuildException">OB3003, OB3004, OB3009, OB3019, OB3041.</exception>
    public static IEnumerable<JsonLine> Read(DataRequest request)
    {
        using var lines = new TextLines(request.Place);
        while (lines.Next() is { } line)
            if (!string.IsNullOrWhiteSpace(line))
                yield return Parse(request, line, string.Create(CultureInfo.InvariantCulture, $"{request.Name}, line {lines.Number}"));
    }

    static JsonLine Parse(DataRequest request, string line, string origin)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw Invalid(origin, "is not a JSON object");
            return new JsonLine([.. request.Inputs.Select(i => Array(i, root, origin))], request.WantsLabels ? LabelOf(request, root, origin) : null, origin);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new OptiBuildException(Diagnostics.LineInvalid.With(origin, "is not JSON"), e);
        }
    }

    static SampleArray Array(ModelInput input, JsonElement root, string origin)
    {
        if (!root.TryGetProperty(input.Name, out var value)) throw Invalid(origin, $"has no field '{input.Name}', which the model takes");
        var shape = new List<long>();
        for (var inner = value; inner.ValueKind == JsonValueKind.Array && shape.Count < MostAxes; inner = inner[0])
        {
            shape.Add(inner.GetArrayLength());
            if (shape[^1] == 0) break;
        }
        InputFit.RequireShape(input, shape, origin);
        var size = input.Type.Bits() / 8;
        if (size == 0) throw new OptiBuildException(Diagnostics.SampleType.With(origin, "number", input.Name, input.Type.Name()));
        var data = new MemoryStream();
        Fill(value, (input, shape, origin), 0, data);
        return new SampleArray(input.Name, input.Type, shape, data.ToArray());
    }

    static void Fill(JsonElement value, (ModelInput Input, List<long> Shape, string Origin) at, int axis, MemoryStream data)
    {
        if (axis == at.Shape.Count)
        {
            Span<byte> element = stackalloc byte[at.Input.Type.Bits() / 8];
            if (Number(value) is not { } number || !Elements.Write(number, at.Input.Type, element))
                throw new OptiBuildException(Diagnostics.CellInvalid.With($"{at.Origin}, field '{at.Input.Name}',", Start(value.GetRawText()), $"a number of type {at.Input.Type.Name()}"));
            data.Write(element);
            return;
        }
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != at.Shape[axis]) throw Invalid(at.Origin, $"has arrays of different length in the field '{at.Input.Name}'");
        foreach (var inner in value.EnumerateArray()) Fill(inner, at, axis + 1, data);
    }

    static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetDouble(out var n) && double.IsFinite(n) ? n : null,
        JsonValueKind.True   => 1,
        JsonValueKind.False  => 0,
        _                    => null,
    };

    static string? LabelOf(DataRequest request, JsonElement root, string origin)
    {
        foreach (var name in request.WantsTexts ? TextNames : LabelNames)
            if (request.Inputs.All(i => i.Name != name) && root.TryGetProperty(name, out var label))
                return label.ValueKind is JsonValueKind.Array or JsonValueKind.Object ? throw Invalid(origin, $"has a list or an object as '{name}'") : label.ToString();
        return null;
    }

    static string Start(string text) => text.Length > 40 ? text[..40] + "…" : text;

    static OptiBuildException Invalid(string origin, string what) => new(Diagnostics.LineInvalid.With(origin, what));
}
