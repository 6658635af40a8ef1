using System.Text.Json.Nodes;
using OptiBuild.Engine;
using OptiBuild.Engine.Reports;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Reports;

public class ReportJsonTests
{
    /// <summary>The names that other tools read, object by object. They may be joined by others, never changed.</summary>
    static readonly (string Object, string[] Names)[] Contract =
    [
        ("",            ["schema", "tool", "models"]),
        ("tool",        ["name", "version"]),
        ("model",       ["model", "verdict", "diagnostics", "metric", "size", "latency", "layers", "steps", "environment", "hashes"]),
        ("diagnostic",  ["code", "message"]),
        ("metric",      ["name", "original", "optimized", "loss", "lossUpper", "confidence", "budget", "samples", "broken", "repaired", "samplesNeeded"]),
        ("size",        ["original", "optimized", "embedded"]),
        ("latency",     ["originalMs", "optimizedMs", "speedup", "batch", "threads"]),
        ("layer",       ["node", "op", "weights", "activations", "sparsity", "sqnrDb", "decision", "reason"]),
        ("refinement",  ["loss", "target", "before", "after", "samples", "reverted", "trials"]),
        ("trial",       ["reverted", "loss", "noise"]),
        ("step",        ["name", "seconds", "changes"]),
        ("environment", ["os", "cpu", "instructionSets", "onnxRuntime"]),
        ("hashes",      ["model", "calibration", "validation", "options", "output"]),
    ];

    static readonly JsonNode Schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Assets.Repository!, "src/OptiBuild.Engine/Reports/report.schema.json")))!;

    [Fact]
    public void FollowsItsSchema() => Assert.Equal([], SchemaCheck.Errors(Schema, Written(SampleReport.Report)));

    [Fact]
    public void ReportWithNothingMeasuredFollowsItsSchema()
    {
        var report = SampleReport.Report with { Models = [new() { Model = "m.onnx", Verdict = Verdict.Failed }] };

        Assert.Equal([], SchemaCheck.Errors(Schema, Written(report)));
    }

    [Fact]
    public void SchemaRejectsOtherReports()
    {
        var report = Written(SampleReport.Report);
        report["models"]![0]!["verdict"] = "maybe";
        report["models"]![0]!["metric"]!.AsObject().Remove("lossUpper");
        report["models"]![0]!["size"]!["embedded"] = "0.6 MB";

        Assert.Equal(["$.models[0].verdict", "$.models[0].metric.lossUpper", "$.models[0].size.embedded"], SchemaCheck.Errors(Schema, report));
    }

    [Fact]
    public void KeepsTheContractsNames()
    {
        var definitions = Schema["$defs"]!;
        foreach (var (name, names) in Contract)
        {
            var properties = (name.Length == 0 ? Schema : definitions[name]!)["properties"]!.AsObject();
            Assert.All(names, n => Assert.True(properties.ContainsKey(n), $"{name}.{n}"));
        }
    }

    [Fact]
    public void SchemaDescribesEveryNameThatIsWritten() => Assert.Equal([], SchemaCheck.Undescribed(Schema, Written(SampleReport.Report)));

    [Fact]
    public void ReadsWhatItWrote()
    {
        var again = ReportJson.Read(ReportJson.Bytes(SampleReport.Report));

        Assert.Equal(ReportJson.Bytes(SampleReport.Report with { Models = [Finite(SampleReport.Model)] }), ReportJson.Bytes(again with { Models = [Finite(again.Models[0])] }));
        Assert.Equal(Verdict.Passed, again.Models[0].Verdict);
        Assert.Equal(SampleReport.Accuracy.Classes, again.Models[0].Metric!.Classes);
        Assert.Equal(SampleReport.Accuracy.Confusion!.Optimized, again.Models[0].Metric!.Confusion!.Optimized);
    }

    [Fact]
    public void InfinityIsNull()
    {
        var layer = Written(SampleReport.Report)["models"]![0]!["layers"]![0]!;

        Assert.True(layer.AsObject().ContainsKey("sqnrDb"));
        Assert.Null(layer["sqnrDb"]);
    }

    [Fact]
    public void SameReportGivesSameBytes()
    {
        var text = System.Text.Encoding.UTF8.GetString(ReportJson.Bytes(SampleReport.Report));

        Assert.Contains("\"original\": 0.9142,\n", text);
        Assert.DoesNotContain('\r', text);
        Assert.EndsWith("}\n", text);
    }

    [Fact]
    [Provokes("OB1005")]
    public void UnwritablePlaceIsNamed()
    {
        using var folder = new TempFolder();
        var place = folder.Write("file", [1]) + "/report.json";

        var finding = Assert.Throws<OptiBuildException>(() => ReportJson.Write(SampleReport.Report, place)).Finding;

        Assert.Equal("OB1005", finding.Diagnostic.Code);
        Assert.Contains("report.json", finding.Message);
    }

    static ModelReport Finite(ModelReport model) => model with { Layers = [.. model.Layers.Select(l => l with { SqnrDb = null })] };

    static JsonNode Written(Report report) => JsonNode.Parse(ReportJson.Bytes(report))!;
}
