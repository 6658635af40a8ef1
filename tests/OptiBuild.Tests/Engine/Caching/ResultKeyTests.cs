using OptiBuild.Engine;
using OptiBuild.Engine.Caching;
using OptiBuild.Engine.Packing;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Caching;

public class ResultKeyTests
{
    /// <summary>A text other than the default for every option that the key may depend on; a new option must be added.</summary>
    static readonly Dictionary<string, string> Texts = new()
    {
        ["Metric"] = "top2", ["MaxDrop"] = "19pp", ["MaxClassDrop"] = "90pp", ["MinMetric"] = "1%", ["Confidence"] = "90%", ["Gate"] = "Estimate", ["MinSizeReduction"] = "1%", ["MinSpeedup"] = "0.001",
        ["Quantization"] = "weights", ["Pruning"] = "none", ["Sparsity"] = "30%", ["SparsityScope"] = "layer", ["PruningMethod"] = "wanda", ["Effort"] = "normal", ["TargetCpu"] = "x64-vnni", ["KeepFloat"] = "Gemm",
        ["Embed"] = "Content", ["Compression"] = "None", ["LogicalName"] = "n", ["ClassName"] = "C", ["Namespace"] = "N", ["Access"] = "public", ["Mean"] = "1", ["Std"] = "2", ["Scale"] = "3", ["Resize"] = "4x4",
        ["Channels"] = "bgr", ["Layout"] = "nhwc", ["SampleRate"] = "8000",
    };

    public static TheoryData<string> Options => [.. OptionRows.All.Where(r => r.Effect != OptionEffect.Files && r.Name != "Baseline").Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Options))]
    public void OptionsThatDecideTheResultArePartOfItAndOthersAreNot(string option)
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var (without, with) = (Key(run, ("MaxDrop", "20pp")), Key(run, ("MaxDrop", "20pp"), (option, Texts[option])));

        Assert.Equal(OptionRows.ByName[option].Effect == OptionEffect.Result, without != with);
    }

    public static TheoryData<string> Others => [.. OptionRows.All.Where(r => r.Effect is OptionEffect.Judgement or OptionEffect.Shipping && r.Name != "Baseline").Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Others))]
    public void OptionsThatAreNoPartOfItChangeNothingThatIsMade(string option)
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var (without, with) = (Made(run), Made(run, (option, Texts[option])));

        Assert.Equal(without.Shipment.Model.Bytes, with.Shipment.Model.Bytes);
        Assert.Equal(without.Shipment.Packed, with.Shipment.Packed);
        Assert.Equivalent(without.Report.Metric, with.Report.Metric, strict: true);
    }

    [Fact]
    public void IsTheSameInAnotherFolderUnderAnotherName()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);
        using var other = new TempFolder();
        foreach (var file in Directory.GetFiles(run.Folder.Path)) File.Copy(file, other.File(Path.GetFileName(file)));
        File.Move(other.File("m.onnx"), other.File("renamed.onnx"));
        var job = run.Job(1);

        var moved = ResultKey.Of(job with
        {
            Model = other.File("renamed.onnx"), Display = "x", Output = null,
            Options = OptiBuild.Engine.Options.From([new("CalibrationData", other.File("calibrate.npz")), new("ValidationData", other.File("validate.npz")), new("Effort", "fast")]),
        });

        Assert.Equal(ResultKey.Of(job).Text, moved.Text);
        Assert.DoesNotContain(Path.GetFileName(run.Folder.Path), moved.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void ChangesWithTheModelItsWeightsAndEachDataSet()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);
        var keys = new List<string> { Key(run) };

        ModelWriter.Write(ModelSamples.Parse(PipelineRun.Classifier.Replace("a = Gemm(x, w1, b1)", "a0 = Gemm(x, w1, b1) a = Neg(a0)", StringComparison.Ordinal)), run.Model);
        keys.Add(Key(run));
        File.Copy(run.Folder.File("validate.npz"), run.Folder.File("calibrate.npz"), overwrite: true);
        keys.Add(Key(run));
        run.WriteValidation(RandomSamples.For(ModelReader.Read(run.Model), 300, seed: 5));
        keys.Add(Key(run));

        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    [Fact]
    public void ChangesWithWhetherItIsPacked()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);
        var job = run.Job(1);

        Assert.NotEqual(ResultKey.Of(job).Hash, ResultKey.Of(job with { Embedded = null }).Hash);
    }

    [Fact]
    public void AnEmptyFolderOfAClassCounts()
    {
        using var run = PipelineRun.Of("g (float[N,1,4,4] x) => (float[N,4,4,1] y) { y = Transpose<perm = [0, 2, 3, 1]>(x) }");
        foreach (var name in new[] { "b", "c" }) run.Folder.Write($"images/{name}/1.png", Png.Gray(4, 4, (x, y) => (byte)(x + y)));
        (string, string)[] options = [("CalibrationData", ""), ("ValidationData", run.Folder.File("images"))];

        var before = Key(run, options);
        Directory.CreateDirectory(run.Folder.File("images/a"));

        Assert.NotEqual(before, Key(run, options));
    }

    [Fact]
    public void FilesThatWereWrittenMeanwhileAreNoticed()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);
        var key = ResultKey.Of(run.Job(1));
        var made = Made(run).Report;

        var before = key.IsOf(made);
        File.SetLastWriteTimeUtc(run.Model, File.GetLastWriteTimeUtc(run.Model).AddSeconds(1));

        Assert.True(before);
        Assert.False(key.IsOf(made));
        Assert.False(key.IsOf(made with { Hashes = made.Hashes! with { Validation = new string('0', 64) } }));
    }

    static string Key(PipelineRun run, params (string, string)[] options) => ResultKey.Of(run.Job(1, options)).Text;

    static Outcome Made(PipelineRun run, params (string, string)[] options)
    {
        using var folder = new TemporaryFolder();
        return Pipeline.Make(run.Job(1, [("MaxDrop", "20pp"), .. options]), folder, CancellationToken.None);
    }
}
