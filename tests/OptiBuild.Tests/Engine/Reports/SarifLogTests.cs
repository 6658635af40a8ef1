using System.Text;
using System.Text.Json.Nodes;
using OptiBuild.Engine;
using OptiBuild.Engine.Reports;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Reports;

public class SarifLogTests
{
    /// <summary>What SARIF 2.1.0's schema asks of the parts that are written: https://docs.oasis-open.org/sarif/sarif/v2.1.0/</summary>
    static readonly JsonNode Schema = JsonNode.Parse("""
        {
          "type": "object", "required": ["version", "runs"],
          "properties": {
            "$schema": { "type": "string" }, "version": { "const": "2.1.0" },
            "runs": { "type": "array", "items": { "type": "object", "required": ["tool"], "properties": {
              "columnKind": { "enum": ["utf16CodeUnits", "unicodeCodePoints"] },
              "tool": { "type": "object", "required": ["driver"], "properties": { "driver": { "type": "object", "required": ["name"], "properties": {
                "name": { "type": "string" }, "version": { "type": "string" },
                "rules": { "type": "array", "items": { "type": "object", "required": ["id"], "properties": {
                  "id": { "type": "string" }, "name": { "type": "string" }, "shortDescription": { "$ref": "#/$defs/message" },
                  "fullDescription": { "$ref": "#/$defs/multiformat" }, "help": { "$ref": "#/$defs/multiformat" },
                  "defaultConfiguration": { "type": "object", "properties": { "level": { "$ref": "#/$defs/level" } } } } } } } } } },
              "results": { "type": "array", "items": { "type": "object", "required": ["message"], "properties": {
                "ruleId": { "type": "string" }, "ruleIndex": { "type": "integer" }, "level": { "$ref": "#/$defs/level" }, "message": { "$ref": "#/$defs/message" },
                "locations": { "type": "array", "items": { "type": "object", "properties": { "physicalLocation": { "type": "object", "properties": {
                  "artifactLocation": { "type": "object", "properties": { "uri": { "type": "string" } } },
                  "region": { "type": "object", "properties": { "startLine": { "type": "integer" }, "startColumn": { "type": "integer" } } } } } } } },
                "partialFingerprints": { "type": "object", "properties": { "optibuild/v1": { "type": "string" } } } } } } } } }
          },
          "$defs": {
            "message": { "type": "object", "required": ["text"], "properties": { "text": { "type": "string" } } },
            "multiformat": { "type": "object", "required": ["text"], "properties": { "text": { "type": "string" }, "markdown": { "type": "string" } } },
            "level": { "enum": ["none", "note", "warning", "error"] }
          }
        }
        """)!;

    static JsonNode Log(params ModelReport[] models) => JsonNode.Parse(SarifLog.Bytes(SampleReport.Report with { Models = models }))!;

    static JsonArray Results(JsonNode log) => log["runs"]![0]!["results"]!.AsArray();

    [Fact]
    public void FollowsTheStandardsSchema()
    {
        var log = JsonNode.Parse(SarifLog.Bytes(SampleReport.Four))!;

        Assert.Equal([], SchemaCheck.Errors(Schema, log));
        Assert.Equal([], SchemaCheck.Undescribed(Schema, log));
    }

    /// <summary>Without the rules' indexes, which every row of the table moves.</summary>
    [Fact]
    public void ResultsLookLikeThis()
    {
        var results = Results(JsonNode.Parse(SarifLog.Bytes(SampleReport.Four))!);
        foreach (var result in results) result!.AsObject().Remove("ruleIndex");

        Snapshot.Match(results.ToJsonString(new() { WriteIndented = true, NewLine = "\n" }));
    }

    [Fact]
    public void EveryDiagnosticIsARuleAndResultsPointAtTheirs()
    {
        var log = JsonNode.Parse(SarifLog.Bytes(SampleReport.Four))!;

        var rules = log["runs"]![0]!["tool"]!["driver"]!["rules"]!.AsArray();
        Assert.Equal(Diagnostics.All.Select(d => d.Code), rules.Select(r => r!["id"]!.GetValue<string>()));
        Assert.All(Results(log).Where(r => r!["ruleIndex"] is not null), r => Assert.Equal(r!["ruleId"]!.GetValue<string>(), rules[r["ruleIndex"]!.GetValue<int>()]!["id"]!.GetValue<string>()));
    }

    /// <summary>Viewers show the text, or the Markdown where they can.</summary>
    [Fact]
    public void RulesSayWhyAndWhatToDo()
    {
        var rules = JsonNode.Parse(SarifLog.Bytes(SampleReport.Four))!["runs"]![0]!["tool"]!["driver"]!["rules"]!.AsArray();

        Assert.All(rules.Zip(Diagnostics.All), pair =>
        {
            var (rule, help) = (pair.First!, DiagnosticHelp.Of(pair.Second.Code)!);
            Assert.Equal((pair.Second.Outline, help.Why), (rule["shortDescription"]!["text"]!.GetValue<string>(), rule["fullDescription"]!["markdown"]!.GetValue<string>()));
            Assert.StartsWith(DiagnosticHelp.Plain(help.Do), rule["help"]!["text"]!.GetValue<string>());
            Assert.EndsWith(help.Example, rule["help"]!["text"]!.GetValue<string>());
            Assert.DoesNotContain('`', rule["fullDescription"]!["text"]!.GetValue<string>());
        });
    }

    [Fact]
    public void WithoutAProjectFileTheModelIsThePlace()
    {
        var location = Results(Log(SampleReport.Stopped))[0]!["locations"]![0]!["physicalLocation"]!;

        Assert.Equal("Models/absent.onnx", location["artifactLocation"]!["uri"]!.GetValue<string>());
        Assert.Null(location["region"]);
    }

    [Theory]
    [InlineData("a b/ü%.onnx", "a%20b/%C3%BC%25.onnx")]
    [InlineData("/m.onnx", "file:///m.onnx")]
    [InlineData("a:b.onnx", "a%3Ab.onnx")]
    public void PlacesAreReferencesByTheirGrammar(string model, string uri) =>
        Assert.Equal(uri, Results(Log(SampleReport.Stopped with { Model = model }))[0]!["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"]!.GetValue<string>());

    [Fact]
    public void FiguresAndLinesChangeNoFingerprint()
    {
        var (first, second) = (SampleReport.Four.Models[1], SampleReport.Four.Models[1]);
        second = second with { Place = second.Place! with { Line = 99 }, Diagnostics = [first.Diagnostics[0] with { Message = "accuracy fell otherwise" }] };

        Assert.Equal(Results(Log(first))[0]!["partialFingerprints"]!.ToJsonString(), Results(Log(second))[0]!["partialFingerprints"]!.ToJsonString());
        Assert.NotEqual(Results(Log(first))[0]!["partialFingerprints"]!.ToJsonString(), Results(Log(first with { Model = "other.onnx" }))[0]!["partialFingerprints"]!.ToJsonString());
    }

    [Fact]
    public void HostileNamesAreWritten()
    {
        var log = Log(SampleReport.HostileModel);

        Assert.Equal([], SchemaCheck.Errors(Schema, log));
        Assert.DoesNotContain('\u202E', Encoding.UTF8.GetString(SarifLog.Bytes(SampleReport.Report with { Models = [SampleReport.HostileModel] })));
    }
}
