using System.Text.Json;
using System.Text.Json.Nodes;

namespace OptiBuild.Tests.Engine.Reports;

/// <summary>The part of JSON Schema that report.schema.json uses: type, const, enum, properties, required, items, $ref, anyOf.</summary>
static class SchemaCheck
{
    /// <summary>Paths of what does not follow the schema.</summary>
    public static IReadOnlyList<string> Errors(JsonNode schema, JsonNode? value) => [.. Errors(schema, schema, value, "$")];

    /// <summary>Paths of properties that the schema does not describe.</summary>
    public static IReadOnlyList<string> Undescribed(JsonNode schema, JsonNode? value) => [.. Undescribed(schema, schema, value, "$")];

    static IEnumerable<string> Errors(JsonNode root, JsonNode rule, JsonNode? value, string path)
    {
        rule = Resolved(root, rule, value);
        if (rule["type"] is { } type && !Types(type).Contains(TypeOf(value), StringComparer.Ordinal) && !(TypeOf(value) == "integer" && Types(type).Contains("number"))) return [path];
        if (rule["const"] is { } constant && !JsonNode.DeepEquals(constant, value)) return [path];
        if (rule["enum"] is JsonArray values && !values.Any(v => JsonNode.DeepEquals(v, value))) return [path];
        return value switch
        {
            JsonObject o when rule["properties"] is JsonObject properties => Required(rule, o, path)
                .Concat(properties.Where(p => o.ContainsKey(p.Key)).SelectMany(p => Errors(root, p.Value!, o[p.Key], $"{path}.{p.Key}"))),
            JsonArray a when rule["items"] is { } items => a.SelectMany((v, i) => Errors(root, items, v, $"{path}[{i}]")),
            _ => [],
        };
    }

    static IEnumerable<string> Required(JsonNode rule, JsonObject value, string path) =>
        (rule["required"]?.AsArray() ?? []).Select(n => n!.GetValue<string>()).Where(n => !value.ContainsKey(n)).Select(n => $"{path}.{n}");

    static IEnumerable<string> Undescribed(JsonNode root, JsonNode rule, JsonNode? value, string path)
    {
        rule = Resolved(root, rule, value);
        return value switch
        {
            JsonObject o => o.SelectMany(p => rule["properties"]?[p.Key] is { } known ? Undescribed(root, known, p.Value, $"{path}.{p.Key}") : [$"{path}.{p.Key}"]),
            JsonArray a  => rule["items"] is { } items ? a.SelectMany((v, i) => Undescribed(root, items, v, $"{path}[{i}]")) : [path],
            _            => [],
        };
    }

    /// <summary>Follows $ref; of anyOf (an object or null) the branch that fits the value's kind.</summary>
    static JsonNode Resolved(JsonNode root, JsonNode rule, JsonNode? value)
    {
        if (rule["anyOf"] is JsonArray branches)
            rule = value is null ? branches.First(b => b!["type"]?.ToString() == "null")! : branches.First(b => b!["type"]?.ToString() != "null")!;
        return rule["$ref"] is { } reference ? root["$defs"]![reference.GetValue<string>()["#/$defs/".Length..]]! : rule;
    }

    static string[] Types(JsonNode type) => type is JsonArray several ? [.. several.Select(t => t!.GetValue<string>())] : [type.GetValue<string>()];

    static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null                => "null",
        JsonValueKind.Object                      => "object",
        JsonValueKind.Array                       => "array",
        JsonValueKind.String                      => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _                                         => value!.AsValue().TryGetValue<long>(out _) ? "integer" : "number",
    };
}
