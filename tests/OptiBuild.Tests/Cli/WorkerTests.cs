using System.Text.Json;
using System.Text.Json.Nodes;
using OptiBuild.Cli.Work;
using OptiBuild.Engine;
using OptiBuild.Engine.Reports;
using OptiBuild.Tests.Engine.Reports;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Cli;

public class WorkerTests
{
    [Fact]
    public void TellsInputsStepsSummaryAndOutputs()
    {
        using var folder = new TempFolder();

        var (exit, records) = Run(folder, [("a.onnx", new() { ["MaxDrop"] = "2pp" })], Passes);

        Assert.Equal(0, exit);
        Assert.Contains("""{"kind":"input","model":0,"text":"2pp","name":"MaxDrop"}""", records);
        Assert.Contains("""{"kind":"step","model":0,"text":"read 0.0 s"}""", records);
        Assert.Contains("""{"kind":"output","model":0,"text":"passed","name":"Verdict"}""", records);
        Assert.Single(records, r => r.StartsWith("""{"kind":"summary","model":0,"text":"a.onnx""", StringComparison.Ordinal));
    }

    [Fact]
    public void JobsHaveTheLimitOfOneFile()
    {
        using var folder = new TempFolder();
        var limits = new List<long>();

        new Worker(new Records(new StringWriter()), (job, cancel) => { limits.Add(job.InlineLimit); return Passes(job, cancel); }) { InlineLimit = 5 }.Run(JobFile(folder, [("a.onnx", [])]), new());
        new Worker(new Records(new StringWriter()), (job, cancel) => { limits.Add(job.InlineLimit); return Passes(job, cancel); }).Run(JobFile(folder, [("a.onnx", [])]), new());

        Assert.Equal([5, 2_000_000_000], limits);
    }

    [Fact]
    public void RecordsAreAsciiLinesWithAPrefix()
    {
        using var folder = new TempFolder();
        var output = new StringWriter();

        new Worker(new Records(output), Passes).Run(JobFile(folder, [("größe.onnx", [])]), new CancellationTokenSource());

        Assert.All(output.ToString().TrimEnd('\n').Split('\n'), line => Assert.Matches(@"^@@optibuild \{[ -~]+\}$", line));
    }

    [Fact]
    public void OneModelsFailureDoesNotStopTheOthers()
    {
        using var folder = new TempFolder();

        var (exit, records) = Run(folder, [("bad.onnx", []), ("good.onnx", [])], (job, cancel) => job.Display == "bad.onnx" ? Fails(job) : Passes(job, cancel));

        Assert.Equal(1, exit);
        Assert.Contains(records, r => r.StartsWith("""{"kind":"diagnostic","model":0,""", StringComparison.Ordinal) && r.EndsWith(""""severity":"error","code":"OB1001"}"""", StringComparison.Ordinal));
        Assert.DoesNotContain(records, r => r.StartsWith("""{"kind":"summary","model":0""", StringComparison.Ordinal));
        Assert.Contains(records, r => r.StartsWith("""{"kind":"summary","model":1""", StringComparison.Ordinal));
        Assert.Equal(["failed", "passed"], Report(folder)["models"]!.AsArray().Select(m => m!["verdict"]!.GetValue<string>()));
    }

    [Fact]
    [Provokes("OB5002")]
    [Provokes("OB5004")]
    public void TheAppsOnnxRuntimeIsToldOfOnceForAllModels()
    {
        using var folder = new TempFolder();
        var output = new StringWriter();
        var job = folder.Write("job.json", """
            {"schema":1,"models":[{"model":"a","display":"a.onnx","options":{}},{"model":"b","display":"b.onnx","options":{}}],
             "runtimes":[{"id":"Microsoft.ML.OnnxRuntime","version":"1.22.0","folder":null},{"id":"Microsoft.ML.OnnxRuntime.Gpu","version":"1.20.1","folder":"x"}]}
            """u8);
        var given = new List<string?>();

        new Worker(new Records(output), (j, cancel) => { given.Add(j.Runtime?.Name); return Passes(j, cancel); }) { NotLoaded = Diagnostics.RuntimeNotLoaded.With("Microsoft.ML.OnnxRuntime.Gpu 1.20.1", "it is another machine's.", "1.29.0") }.Run(job, new());

        Assert.Equal(["Microsoft.ML.OnnxRuntime.Gpu 1.20.1", "Microsoft.ML.OnnxRuntime.Gpu 1.20.1"], given);
        Assert.Single(output.ToString().Split('\n'), l => l.Contains("OB5002", StringComparison.Ordinal) && l.Contains("were validated with ONNX Runtime 1.29.0 instead.", StringComparison.Ordinal));
        Assert.Single(output.ToString().Split('\n'), l => l.Contains("OB5004", StringComparison.Ordinal) && l.Contains(": 1.22.0, 1.20.1. Models are checked and validated with 1.20.1, the oldest.", StringComparison.Ordinal));
    }

    [Fact]
    public void WhereTheAppsOnnxRuntimeCannotBeLoadedThePackedOneWorks()
    {
        using var folder = new TempFolder();
        var job = folder.Write("job.json", """
            {"schema":1,"models":[{"model":"none","display":"none.onnx","options":{}}],"runtimes":[{"id":"Microsoft.ML.OnnxRuntime.QNN","version":"1.22.0","folder":null}]}
            """u8);

        var outcome = Tool.Run("run", job);

        Assert.Contains("Microsoft.ML.OnnxRuntime.QNN 1.22.0 of this project cannot be loaded here: its package has no native library for ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("OB1001", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void FailedGateIsToldAndHasNoSummary()
    {
        using var folder = new TempFolder();
        var finding = Diagnostics.AccuracyDropped.With("a.onnx", "accuracy fell", "1pp", "");

        var (exit, records) = Run(folder, [("a.onnx", [])], (job, _) => new(Model(job) with { Verdict = Verdict.Failed }, [finding]));

        Assert.Equal(1, exit);
        Assert.Contains(records, r => r.Contains("OB4001", StringComparison.Ordinal));
        Assert.DoesNotContain(records, r => r.Contains("summary", StringComparison.Ordinal));
    }

    [Fact]
    public void WarningsDoNotFail()
    {
        using var folder = new TempFolder();
        var finding = Diagnostics.AccuracyDropped.With("a.onnx", "accuracy fell", "1pp", "");
        finding = finding with { Diagnostic = finding.Diagnostic with { Severity = Severity.Warning } };

        var (exit, records) = Run(folder, [("a.onnx", [])], (job, _) => new(Model(job), [finding]));

        Assert.Equal(0, exit);
        Assert.Contains(records, r => r.Contains("\"severity\":\"warning\"", StringComparison.Ordinal));
        Assert.Contains(records, r => r.Contains("summary", StringComparison.Ordinal));
    }

    [Fact]
    public void FaultOfOursHasExitCodeTwo()
    {
        using var folder = new TempFolder();

        var (exit, records) = Run(folder, [("a.onnx", [])], (_, _) => throw new InvalidOperationException("Impossible"));

        Assert.Equal(2, exit);
        Assert.Contains(records, r => r.Contains("OptiBuild met a fault of its own at ", StringComparison.Ordinal) && r.Contains("InvalidOperationException: Impossible.", StringComparison.Ordinal));
    }

    [Fact]
    public void WrongOptionFailsItsModelOnly()
    {
        using var folder = new TempFolder();

        var (exit, records) = Run(folder, [("a.onnx", new() { ["Gate"] = "maybe" }), ("b.onnx", [])], Passes);

        Assert.Equal(1, exit);
        Assert.Contains(records, r => r.Contains("OB1002", StringComparison.Ordinal));
        Assert.Contains(records, r => r.StartsWith("""{"kind":"summary","model":1""", StringComparison.Ordinal));
    }

    [Fact]
    public void ReportsTellTheWholeProjectInItsOrder()
    {
        using var folder = new TempFolder();
        ReportJson.Write(SampleReport.Report with { Models = [SampleReport.Model with { Model = "fresh.onnx" }] }, folder.File("fresh.json"));
        folder.Write("damaged.json", "{"u8);

        var exit = new Worker(new Records(TextWriter.Null), Passes).Run(JobWithReports(folder, "html;markdown"), new CancellationTokenSource());

        Assert.Equal(0, exit);
        Assert.Equal(["fresh.onnx", "made.onnx"], Report(folder)["models"]!.AsArray().Select(m => m!["model"]!.GetValue<string>()));
        Assert.Equal("made.onnx", JsonNode.Parse(File.ReadAllBytes(folder.File("made.json")))!["models"]![0]!["model"]!.GetValue<string>());
        Assert.Contains("fresh", File.ReadAllText(folder.File("out/app.html")), StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("out/app.md")));
        Assert.Single(File.ReadAllLines(folder.File("history.jsonl")), l => l.Contains("made.onnx", StringComparison.Ordinal));
    }

    [Fact]
    public void PlaceIsToldFromTheRootOfTheRepository()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File(".git"));

        new Worker(new Records(TextWriter.Null), Passes).Run(JobWithReports(folder, "json"), new CancellationTokenSource());

        Assert.Equal("""{"file":"src/app.csproj","line":14,"column":5}""", JsonNode.Parse(File.ReadAllBytes(folder.File("made.json")))!["models"]![0]!["place"]!.ToJsonString());
    }

    [Fact]
    public void FormThatDoesNotExistIsToldBeforeAnyWork()
    {
        using var folder = new TempFolder();
        var output = new StringWriter();

        var exit = new Worker(new Records(output), (_, _) => throw new InvalidOperationException("Worked")).Run(JobWithReports(folder, "pdf"), new CancellationTokenSource());

        Assert.Equal(1, exit);
        Assert.Contains("OB1002", Assert.Single(output.ToString().TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void CancellationWritesNoReport()
    {
        using var folder = new TempFolder();

        Assert.Throws<OperationCanceledException>(() => Run(folder, [("a.onnx", [])], (_, _) => throw new OperationCanceledException()));

        Assert.False(File.Exists(folder.File("report.json")));
    }

    [Fact]
    public void OtherSchemaIsRefused()
    {
        using var folder = new TempFolder();
        var path = folder.Write("job.json", """{"schema":2,"parentPid":0,"threads":0,"models":[]}"""u8);

        Assert.Throws<InvalidDataException>(() => new Worker(new Records(TextWriter.Null), Passes).Run(path, new CancellationTokenSource()));
    }

    [Fact]
    public void WorkEndsWhenTheParentIsGone()
    {
        using var folder = new TempFolder();
        using var gone = Tool.Start("--version");
        gone.WaitForExit();
        var path = JobFile(folder, [("a.onnx", [])], gone.Id);

        Assert.Throws<OperationCanceledException>(() => new Worker(new Records(TextWriter.Null), WaitsForCancellation).Run(path, new CancellationTokenSource()));

        static ModelResult WaitsForCancellation(Job job, CancellationToken cancel)
        {
            cancel.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
            cancel.ThrowIfCancellationRequested();
            return Passes(job, cancel);
        }
    }

    static (int Exit, string[] Records) Run(TempFolder folder, (string Display, Dictionary<string, string> Options)[] models, Func<Job, CancellationToken, ModelResult> pipeline)
    {
        var output = new StringWriter();
        var exit = new Worker(new Records(output), pipeline).Run(JobFile(folder, models), new CancellationTokenSource());
        return (exit, [.. output.ToString().TrimEnd('\n').Split('\n').Select(l => l["@@optibuild ".Length..])]);
    }

    static string JobFile(TempFolder folder, (string Display, Dictionary<string, string> Options)[] models, int? parent = null) => folder.Write("job.json", JsonSerializer.SerializeToUtf8Bytes(new
    {
        schema = 1,
        report = folder.File("report.json"),
        parentPid = parent ?? Environment.ProcessId,
        threads = 0,
        models = models.Select(m => new { model = folder.File(m.Display), display = m.Display, output = (string?)null, embedded = (string?)null, facts = (string?)null, options = m.Options }),
    }));

    static string JobWithReports(TempFolder folder, string forms) => folder.Write("job.json", JsonSerializer.SerializeToUtf8Bytes(new
    {
        schema = 1,
        report = folder.File("report.json"),
        reports = new { project = new[] { folder.File("fresh.json"), folder.File("damaged.json"), folder.File("absent.json"), folder.File("made.json") }, forms, folder = folder.File("out"), name = "app", history = folder.File("history.jsonl") },
        models = new[] { new { model = folder.File("made.onnx"), display = "made.onnx", report = folder.File("made.json"), place = new { file = folder.File("src/app.csproj"), line = 14, column = 5 }, options = new Dictionary<string, string>() } },
    }));

    static ModelResult Passes(Job job, CancellationToken cancel)
    {
        using (job.Steps.Begin("read")) { }
        return new(Model(job), []);
    }

    static ModelResult Fails(Job job) => throw new OptiBuildException(Diagnostics.ModelMissing.With(job.Display));

    static ModelReport Model(Job job) => SampleReport.Model with { Model = job.Display };

    static JsonNode Report(TempFolder folder) => JsonNode.Parse(File.ReadAllBytes(folder.File("report.json")))!;
}
