using OptiBuild.Engine;
using OptiBuild.Engine.Baselines;
using OptiBuild.Engine.Reports;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Baselines;

/// <summary>A result is accepted, and the next one is held against it.</summary>
public sealed class PipelineBaselineTests : IDisposable
{
    readonly PipelineRun run = PipelineRun.Of(PipelineRun.Classifier);

    string Path => run.Folder.File("optibuild.baseline.json");

    public void Dispose() => run.Dispose();

    [Fact]
    [Provokes("OB4025")]
    public void AcceptedResultIsWrittenAndTheSameResultPasses()
    {
        var accepted = Accept();
        var bytes = File.ReadAllBytes(Path);

        var again = Optimize();

        Assert.Equal("OB4025", Assert.Single(accepted.Findings).Diagnostic.Code);
        Assert.Equal(accepted.Report.Metric!.Optimized, BaselineFile.Read(Path).Models["models/m.onnx"].Value);
        Assert.Equal((Verdict.Passed, true, 0, 0), (again.Report.Verdict, again.Report.Baseline!.IsComparable, again.Report.Baseline.Broken, again.Report.Baseline.Repaired));
        Assert.Equal(0, again.Report.Baseline.Loss);
        Assert.Equal(bytes, File.ReadAllBytes(Path));
    }

    [Fact]
    [Provokes("OB4020")]
    public void WorseThanAcceptedFailsAndWritesNothing()
    {
        Accept();
        // As if all answers had been right: the model's own are labels, so 2 % of them are made wrong ones.
        var accepted = BaselineFile.Read(Path).Models["models/m.onnx"];
        var wrong = AcceptedWith(accepted, Enumerable.Repeat(1.0, PipelineRun.Validated), value: 1);
        Mislabel(every: 50);

        var result = Rejudged(wrong);

        Assert.Equal("OB4020", Assert.Single(result).Diagnostic.Code);
        Assert.StartsWith("models/m.onnx: accuracy 100.00 % was accepted, and it is 98.00 % now (8 answers broken, 0 repaired, of 400 samples), which is worse by more than MaxDrop=1pp allows.", result[0].Message);
    }

    [Fact]
    [Provokes("OB4021")]
    public void InsideTheBudgetButNotProvenIsUncertain()
    {
        Accept();
        var wrong = AcceptedWith(BaselineFile.Read(Path).Models["models/m.onnx"], Enumerable.Repeat(1.0, PipelineRun.Validated), value: 1);
        Mislabel(every: 200);

        Assert.Equal("OB4021", Assert.Single(Rejudged(wrong)).Diagnostic.Code);
        Assert.Equal(Severity.Warning, Assert.Single(Rejudged(wrong, ("Gate", "Estimate"))).Diagnostic.Severity);
    }

    [Fact]
    [Provokes("OB4022")]
    public void MuchLargerThanAcceptedIsAWarning()
    {
        Accept();
        Change(a => a with { Size = a.Size with { Embedded = a.Size.Embedded * 9 / 10 } });

        var result = Optimize();

        Assert.False(result.IsFailed);
        Assert.Equal(("OB4022", Severity.Warning), (Assert.Single(result.Findings).Diagnostic.Code, result.Findings[0].Diagnostic.Severity));
    }

    [Fact]
    [Provokes("OB4023")]
    public void OtherDataAndOtherMetricCannotBeCompared()
    {
        Accept();
        Change(a => a with { Hashes = a.Hashes with { Validation = "00" } });
        var otherData = Optimize();
        Change(a => a with { Metric = "rmse" });
        var otherMetric = Optimize();

        Assert.Equal((false, "OB4023"), (otherData.IsFailed, Assert.Single(otherData.Findings).Diagnostic.Code));
        Assert.Equal("the validation data is another", otherData.Report.Baseline!.Reason);
        Assert.Equal("rmse was measured then, and accuracy is now", otherMetric.Report.Baseline!.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"schema\":2,\"models\":{}}")]
    [InlineData("{\"schema\":1}")]
    [InlineData("{\"schema\":1,\"models\":{\"models/m.onnx\":{}}}")]
    [Provokes("OB4024")]
    public void DamagedFileStopsTheRun(string text)
    {
        File.WriteAllText(Path, text);

        Assert.Equal("OB4024", run.Refusal(("Baseline", Path)).Diagnostic.Code);
    }

    [Fact]
    public void DamagedAnswersStopTheRun()
    {
        Accept();
        Directory.Delete(System.IO.Path.GetDirectoryName(run.Output)!, recursive: true);
        Change(a => a with { Right = "AQ" });

        Assert.Equal("OB4024", run.Refusal(("Baseline", Path)).Diagnostic.Code);
    }

    [Fact]
    [Provokes("OB4027")]
    public void MissingFileStopsTheRun() => Assert.Equal("OB4027", run.Refusal(("Baseline", Path)).Diagnostic.Code);

    [Fact]
    public void ModelThatWasNeverAcceptedIsSaidToBe()
    {
        BaselineFile.Write(Baseline.Empty, Path);

        var result = Optimize();

        Assert.Equal((false, "OB4023"), (result.IsFailed, Assert.Single(result.Findings).Diagnostic.Code));
        Assert.StartsWith("models/m.onnx cannot be compared with the accepted result: 'optibuild.baseline.json' holds none of it.", result.Findings[0].Message);
    }

    [Fact]
    [Provokes("OB4028")]
    public void ResultThatWasNotMeasuredIsNotAccepted()
    {
        var result = Pipeline.Run(run.Job(1, ("Baseline", Path), Unchanged, ("Gate", "Off")) with { AcceptsBaseline = true }, CancellationToken.None);

        Assert.Equal("OB4028", Assert.Single(result.Findings).Diagnostic.Code);
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void OtherModelsStayAndAreSorted()
    {
        Accept();
        var one = BaselineFile.Read(Path).Models["models/m.onnx"];
        BaselineFile.Write(new(Baseline.Known, new(StringComparer.Ordinal) { ["z.onnx"] = one, ["a.onnx"] = one }), Path);

        Accept();

        Assert.Equal(["a.onnx", "models/m.onnx", "z.onnx"], BaselineFile.Read(Path).Models.Keys);
        Assert.EndsWith("}\n", File.ReadAllText(Path));
    }

    /// <summary>The optimized model answers as the original does: what differs is what was accepted.</summary>
    static (string, string) Unchanged => ("Quantization", "none");

    ModelResult Optimize(params (string, string)[] options) => run.Optimize([("Baseline", Path), Unchanged, .. options]);

    ModelResult Accept() => Pipeline.Run(run.Job(1, ("Baseline", Path), Unchanged) with { AcceptsBaseline = true }, CancellationToken.None);

    void Change(Func<Accepted, Accepted> change)
    {
        var baseline = BaselineFile.Read(Path);
        baseline.Models["models/m.onnx"] = change(baseline.Models["models/m.onnx"]);
        BaselineFile.Write(baseline, Path);
    }

    static Accepted AcceptedWith(Accepted accepted, IEnumerable<double> right, double value) => accepted with { Value = value, Right = RightAnswers.Text([.. right.Select(r => new[] { r })]) };

    /// <summary>The original is as wrong as the optimized model then: only the accepted result is better.</summary>
    void Mislabel(int every)
    {
        var samples = RandomSamples.For(ModelSamples.Parse(PipelineRun.Classifier), PipelineRun.Validated, seed: 2);
        run.WriteValidation(samples, (label, i) => i % every == 0 ? (label + 1) % 4 : label);
    }

    /// <summary>Against an accepted result on the data as it is now.</summary>
    IReadOnlyList<Finding> Rejudged(Accepted accepted, params (string Name, string Text)[] options)
    {
        var now = run.Optimize(("Gate", "Estimate"), Unchanged).Report;
        BaselineFile.Write(new(Baseline.Known, new(StringComparer.Ordinal) { ["models/m.onnx"] = accepted with { Hashes = accepted.Hashes with { Validation = now.Hashes!.Validation } } }), Path);
        return Optimize(options).Findings;
    }
}
