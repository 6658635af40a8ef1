using System.Text.Json.Nodes;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Tests.Engine.Reports;

/// <summary>The sample report with another text in place of every text that is not one of a few known words: also of those that are not thought of yet.</summary>
static class HostileReport
{
    static readonly string[] Words = ["verdict", "decision", "unit", "direction", "loss", "origin", "severity"];

    public static Report Of(string text)
    {
        var json = JsonNode.Parse(ReportJson.Bytes(SampleReport.Report with { Models = [SampleReport.Model, SampleReport.Model with { Criteria = null, Verdict = Verdict.Failed, Diagnostics = [new("OB4001", "error", "x"), new("x", "warning", "x")] }, SampleReport.Stopped] }))!;
        Replace(json, "", text);
        return ReportJson.Read(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    static void Replace(JsonNode node, string name, string text)
    {
        if (node is JsonObject fields)
            foreach (var (key, value) in fields.ToArray()) Child(value, key);
        else if (node is JsonArray items)
            foreach (var value in items.ToArray()) Child(value, name);

        void Child(JsonNode? value, string key)
        {
            if (value is JsonValue one && one.TryGetValue<string>(out _))
            {
                if (!Words.Contains(key)) one.ReplaceWith(text);
            }
            else if (value is not null) Replace(value, key, text);
        }
    }
}
