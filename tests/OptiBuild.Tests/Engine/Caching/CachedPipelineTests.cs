using System.Text;
using OptiBuild.Engine;
using OptiBuild.Engine.Caching;
using OptiBuild.Engine.Reports;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Caching;

public class CachedPipelineTests
{
    static readonly (string, string) CannotPass = ("MinSizeReduction", "99%");

    [Fact]
    public void AHitWritesTheSameBytesAndTellsTheSame()
    {
        using var run = new CacheRun();

        var (made, found) = (run.Build(), run.Build());

        Assert.Equal((ResultOrigin.Made, ResultOrigin.Local), (made.Origin, found.Origin));
        found.MustEqual(made);
        Assert.Equal(Json(made.Result.Report with { Cache = null }), Json(found.Result.Report with { Cache = null }));
        Assert.EndsWith(" (from the cache)", Summary.Line(found.Result.Report, EmbedMode.Resource), StringComparison.Ordinal);
        Assert.Empty(found.Told.Concat(found.Result.Findings));
    }

    [Fact]
    public void AFailedGateIsKeptAndJudgedAnew()
    {
        using var run = new CacheRun();

        var failed = run.Build(CannotPass);
        var passed = run.Build();
        var failedAgain = run.Build(CannotPass, ("MaxClassDrop", "50pp"));

        Assert.Equal(("OB4006", "", "OB4006"), (failed.Codes, passed.Codes, failedAgain.Codes));
        Assert.Equal((ResultOrigin.Made, ResultOrigin.Local, ResultOrigin.Local), (failed.Origin, passed.Origin, failedAgain.Origin));
        Assert.False(Directory.Exists(run.Pipeline.Folder.File("out")));
    }

    [Fact]
    public void WhatAHitIsRefusedForIsWhatARunIsRefusedFor()
    {
        using var run = new CacheRun();
        (string, string) strict = ("MaxDrop", "0.1pp");
        run.Build(strict, ("Gate", "Estimate"));

        var provable = Assert.Throws<OptiBuildException>(() => run.Build(strict));
        var alone = Assert.Throws<OptiBuildException>(() => Pipeline.Run(run.Job(strict), CancellationToken.None));
        var unfit = Assert.Throws<OptiBuildException>(() => run.Build(strict, ("Gate", "Estimate"), ("MinMetric", "2")));

        Assert.Equal(("OB4003", alone.Message), (provable.Finding.Diagnostic.Code, provable.Message));
        Assert.Equal("OB4004", unfit.Finding.Diagnostic.Code);
    }

    [Fact]
    public void AFigureThatWasNotMeasuredIsMeasured()
    {
        using var run = new CacheRun();
        run.Build(("Gate", "Off"));

        var measured = run.Build(("Gate", "Off"), ("MinSpeedup", "0.001"));

        Assert.Equal(ResultOrigin.Made, measured.Origin);
        Assert.NotNull(measured.Result.Report.Latency);
        Assert.Equal(ResultOrigin.Local, run.Build(("Gate", "Off"), ("MinSpeedup", "0.001")).Origin);
    }

    [Fact]
    public void WhatIsAcceptedIsMadeAndComparedAgainOnAHit()
    {
        using var run = new CacheRun();
        (string, string) baseline = ("Baseline", run.Pipeline.Folder.File("accepted.json"));
        run.Build();

        var accepted = run.Build(run.Job(baseline) with { AcceptsBaseline = true }, new(run.Folder, null, null, null));
        var compared = run.Build(baseline);

        Assert.Equal((ResultOrigin.Made, ResultOrigin.Local), (accepted.Origin, compared.Origin));
        Assert.True(compared.Result.Report.Baseline is { IsComparable: true, Loss: 0 });
    }

    [Theory]
    [InlineData("ac")]
    [InlineData("cas")]
    [Provokes("OB1034")]
    public void DamagedFilesAreMadeAnew(string part)
    {
        using var run = new CacheRun();
        var made = run.Build();
        foreach (var file in run.Stored(part)) File.WriteAllBytes(file, [.. File.ReadAllBytes(file).Select(b => (byte)(b ^ 1))]);

        var mended = run.Build();
        var found = run.Build();

        Assert.Equal((ResultOrigin.Made, "OB1034"), (mended.Origin, mended.Codes));
        mended.MustEqual(made);
        Assert.Equal((ResultOrigin.Local, ""), (found.Origin, found.Codes));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"schema":2,"report":{"model":"","verdict":"off"},"notes":[],"notANumber":null}""")]
    [InlineData("""{"schema":1,"report":{"model":"","verdict":"off","layers":[null]},"notes":[],"notANumber":null}""")]
    [InlineData("""{"schema":1,"report":{"model":"","verdict":"off"},"notes":[],"notANumber":null}""")]
    public void WholeFilesThatAreNoResultAreMadeAnew(string facts)
    {
        using var run = new CacheRun();
        var made = run.Build();
        var store = new LocalStore(run.Folder);
        var action = Path.GetFileName(Assert.Single(run.Stored("ac")));
        var files = ActionResult.Read(File.ReadAllBytes(run.Stored("ac")[0])).ToDictionary();
        var digest = Digest.Of(Encoding.UTF8.GetBytes(facts));
        store.Write(CachePart.Cas, digest.Hash, Encoding.UTF8.GetBytes(facts));
        store.Write(CachePart.Ac, action, ActionResult.Write(new Dictionary<string, Digest>(files) { [StoredResult.Facts] = digest }));

        var mended = run.Build();

        Assert.Equal((ResultOrigin.Made, "OB1034"), (mended.Origin, mended.Codes));
        mended.MustEqual(made);
    }

    [Fact]
    public void MissingFilesAreAMissWithoutAWord()
    {
        using var run = new CacheRun();
        var made = run.Build();
        foreach (var file in run.Stored("cas")) File.Delete(file);

        var again = run.Build();

        Assert.Equal((ResultOrigin.Made, ""), (again.Origin, again.Codes));
        again.MustEqual(made);
    }

    [Fact]
    [Provokes("OB1031")]
    public void AFolderThatCannotBeUsedIsAMessage()
    {
        using var run = new CacheRun();
        var blocked = run.Pipeline.Folder.Write("file", [1]);

        var built = run.Build(run.Job(), new(Path.Combine(blocked, "cache"), null, null, null));

        Assert.Equal((ResultOrigin.Made, "OB1031"), (built.Origin, built.Codes));
        Assert.NotEmpty(built.Output);
    }

    [FactNeedingSh(Program = "python3")]
    [Provokes("OB1035")]
    public void AProgramOfTheUsersIsAskedEachTime()
    {
        using var run = new CacheRun();
        var script = run.Pipeline.Folder.Write("score.py", """
            import json, sys
            next(sys.stdin)
            print(json.dumps({"name": "right", "better": "higher", "share": True}), flush=True)
            for line in sys.stdin:
                sample = json.loads(line)
                scores = sample["outputs"][0]["values"]
                print(json.dumps({"score": [int(max(range(len(scores)), key=lambda i: scores[i]) == sample["label"])]}), flush=True)
            """u8);

        var built = run.Build(("Metric", $"command:python3 '{script}'"));

        Assert.Equal("OB1035", built.Codes);
        Assert.Null(built.Origin);
        Assert.Empty(run.Stored("ac"));
    }

    [Fact]
    public void WhatIsKeptSaysNothingOfWhereItWasMade()
    {
        using var run = new CacheRun();
        run.Build();

        var all = string.Concat(run.Stored("").Select(f => Encoding.Latin1.GetString(File.ReadAllBytes(f))));

        Assert.DoesNotContain(Path.GetFileName(run.Pipeline.Folder.Path), all, StringComparison.Ordinal);
        Assert.DoesNotContain("models/m.onnx", all, StringComparison.Ordinal);
    }

    static string Json(ModelReport report) => Encoding.UTF8.GetString(ReportJson.Bytes(new(ReportJson.Schema, new("OptiBuild", "0"), [report])));
}
