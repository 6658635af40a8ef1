using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OptiBuild.Engine.Reports;

/// <summary>What was complained about, as SARIF 2.1.0: code scanning and editors show it at the line that asks for the model.</summary>
/// <remarks>https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; the sections are named where it matters.</remarks>
public static class SarifLog
{
    const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    public static byte[] Bytes(Report report)
    {
        var rules = Rules();
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", Schema);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            Tool(json, report.Tool, rules);
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteStartArray("results");
            foreach (var (model, diagnostic) in report.Models.SelectMany(m => m.Diagnostics.Select(d => (m, d)))) Result(json, model, diagnostic, rules);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        memory.WriteByte((byte)'\n');
        return memory.ToArray();
    }

    /// <summary>All of the table, whatever was found, so that a rule's index stays the same in every run.</summary>
    static Diagnostic[] Rules() => [.. Diagnostics.All];

    static void Tool(Utf8JsonWriter json, ToolInfo tool, Diagnostic[] rules)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", Printable.Text(tool.Name));
        json.WriteString("version", Printable.Text(tool.Version));
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Code);
            json.WriteString("name", rule.Code);
            Message(json, "shortDescription", rule.Outline);
            Help(json, DiagnosticHelp.Of(rule.Code));
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(rule.Severity.ToString()));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>3.49.10 and 3.49.13: why the rule is broken, and what mends it.</summary>
    static void Help(Utf8JsonWriter json, HelpRow? help)
    {
        if (help is null) return;
        Described(json, "fullDescription", (DiagnosticHelp.Plain(help.Why), help.Why));
        Described(json, "help", help.Example.Length > 0
            ? ($"{DiagnosticHelp.Plain(help.Do)}\n\n{help.Example}", $"{help.Do}\n\n{help.Fenced}")
            : (DiagnosticHelp.Plain(help.Do), help.Do));
    }

    static void Described(Utf8JsonWriter json, string name, (string Text, string Markdown) said)
    {
        json.WriteStartObject(name);
        json.WriteString("text", said.Text);
        json.WriteString("markdown", said.Markdown);
        json.WriteEndObject();
    }

    static void Result(Utf8JsonWriter json, ModelReport model, DiagnosticReport diagnostic, Diagnostic[] rules)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", Printable.Text(diagnostic.Code));
        // 3.27.6: only where the rule is in the table; a report of another version may have codes that this one does not know.
        if (Array.FindIndex(rules, r => r.Code == diagnostic.Code) is var index and >= 0) json.WriteNumber("ruleIndex", index);
        json.WriteString("level", Level(diagnostic.Severity));
        Message(json, "message", WithoutLinks(Printable.Text(diagnostic.Message)));
        json.WriteStartArray("locations");
        Location(json, model);
        json.WriteEndArray();
        json.WriteStartObject("partialFingerprints");
        json.WriteString("optibuild/v1", Fingerprint(model, diagnostic));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The line of the project file that asks for the model, else the model's file.</summary>
    static void Location(Utf8JsonWriter json, ModelReport model)
    {
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", Uri(model.Place?.File ?? model.Model));
        json.WriteEndObject();
        if (model.Place is { Line: > 0 } place)
        {
            json.WriteStartObject("region");
            json.WriteNumber("startLine", place.Line);
            if (place.Column > 0) json.WriteNumber("startColumn", place.Column);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The same complaint about the same model in the next build, whatever its figures and wherever its line went.</summary>
    static string Fingerprint(ModelReport model, DiagnosticReport diagnostic) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{diagnostic.Code}\n{model.Place?.File}\n{model.Model}")))[..32];

    /// <summary>3.10.1: a reference by RFC 3986; a folder outside stays absolute.</summary>
    static string Uri(string path)
    {
        var parts = Printable.Characters(path.Replace('\\', '/')).Split('/').Select(System.Uri.EscapeDataString);
        var joined = string.Join('/', parts);
        return joined.StartsWith('/') ? "file://" + joined : joined.Length > 0 ? joined : ".";
    }

    static string Level(string severity) => severity.ToLowerInvariant() switch { "error" => "error", "warning" => "warning", _ => "note" };

    /// <summary>3.11.6: [text](address) in a message is a link, wherever it leads.</summary>
    static string WithoutLinks(string text) => text.Replace("](", "] (", StringComparison.Ordinal);

    static void Message(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
