using System.Text;
using OptiBuild.Engine;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine;

/// <summary>Bad settings and bad models: one finding, nothing written.</summary>
public class PipelineRefusalTests
{
    const string Small = "g (float[N,2] x) => (float[N,2] y) <float[2,2] w = {1.0, 2.0, 3.0, 4.0}> { y = MatMul(x, w) }";

    [Fact]
    [Provokes("OB1001")]
    public void MissingModel()
    {
        using var run = PipelineRun.OfFile("other.onnx", []);

        Assert.Equal("Model 'models/m.onnx' does not exist. Correct the Include of <OptimizeModel>.", Message("OB1001", run.Refusal()));
    }

    /// <summary>Somebody writes it.</summary>
    [Fact]
    [Provokes("OB3003")]
    public void ModelThatAnotherProgramHolds()
    {
        using var run = PipelineRun.Of(Small);
        using var held = new FileStream(run.Model, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Assert.Equal("'models/m.onnx' cannot be read: it is in use, or the disk does not answer. Close the program that uses it, or mend its permissions.", Message("OB3003", run.Refusal()));
    }

    [Fact]
    [Provokes("OB1001")]
    public void FolderInPlaceOfAModel()
    {
        using var run = PipelineRun.OfFile("m.onnx/inside", []);

        Message("OB1001", run.Refusal());
    }

    [Theory]
    [InlineData("Certify")]
    [InlineData("Estimate")]
    [InlineData("Warn")]
    [Provokes("OB1003")]
    public void MissingValidationData(string gate)
    {
        using var run = PipelineRun.Of(Small);

        Assert.Equal($"No ValidationData is given, and Gate={gate} needs labelled samples. Add ValidationData, set Metric=agreement to ask a part of CalibrationData for the original's answers, or set Gate=Off.", Message("OB1003", run.Refusal(("ValidationData", ""), ("Gate", gate))));
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("int8")]
    [Provokes("OB1004")]
    public void MissingCalibrationData(string mode)
    {
        using var run = PipelineRun.Of(Small);

        Assert.Equal($"No data is given, and Quantization={mode} needs samples to fit ranges on. Add CalibrationData or ValidationData, or set Quantization=weights.",
            Message("OB1004", run.Refusal(("CalibrationData", ""), ("ValidationData", ""), ("Gate", "Off"), ("Quantization", mode))));
    }

    [Fact]
    [Provokes("OB1005")]
    public void UnwritableOutput()
    {
        using var run = PipelineRun.Of(Small);
        run.Folder.Write("file", [1]);
        var job = run.Job(1) with { Output = run.Folder.File("file/m.onnx"), Embedded = null, Facts = null };

        var refused = Assert.Throws<OptiBuildException>(() => Pipeline.Run(job, CancellationToken.None));

        Assert.StartsWith($"'{run.Folder.File("file/m.onnx")}' cannot be written: ", Message("OB1005", refused.Finding));
        Assert.Equal(["calibrate.npz", "file", "m.onnx", "validate.npz"], Directory.GetFileSystemEntries(run.Folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void PatternOfZerosForChannels()
    {
        using var run = PipelineRun.Of(Small);

        Assert.StartsWith("Sparsity=2:4 cannot be combined with Pruning=channel.", Message("OB1007", run.Refusal(("Pruning", "channel"), ("Sparsity", "2:4"))));
    }

    [Fact]
    [Provokes("OB1011")]
    public void ChannelPruningWithoutSamples()
    {
        using var run = PipelineRun.Of(Small);

        Message("OB1011", run.Refusal(("Pruning", "channel"), ("CalibrationData", ""), ("ValidationData", ""), ("Gate", "Off"), ("Quantization", "weights")));
    }

    [Fact]
    [Provokes("OB1010")]
    public void ElementPruningWithoutSparsity()
    {
        using var run = PipelineRun.Of(Small);

        Message("OB1010", run.Refusal(("Pruning", "element")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("This is a text.")]
    [InlineData("\u0089PNG\r\n")]
    [Provokes("OB2001")]
    public void NoOnnxModel(string contents)
    {
        using var run = PipelineRun.OfFile("m.onnx", Encoding.Latin1.GetBytes(contents));

        Assert.StartsWith("Model 'models/m.onnx' is not an ONNX model: the file is ", Message("OB2001", run.Refusal()));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    [Provokes("OB2002")]
    public void TruncatedModel(double share)
    {
        var bytes = ModelWriter.ToBytes(ModelSamples.Parse(PipelineRun.Classifier));
        using var run = PipelineRun.OfFile("m.onnx", bytes.AsSpan(0, (int)(bytes.Length * share)));

        Assert.StartsWith("Model 'models/m.onnx' is damaged: the ONNX model is damaged or was cut off: ", Message("OB2002", run.Refusal()));
    }

    [Fact]
    [Provokes("OB2003")]
    public void MissingExternalData()
    {
        using var run = External();
        File.Delete(run.Model + ".data");

        Assert.Equal("Model 'models/m.onnx' keeps weights in another file: initializer 0 'w1': the tensor's data should be in 'm.onnx.data' beside the model, which does not exist. Put all files that the export wrote beside each other.", Message("OB2003", run.Refusal()));
    }

    [Fact]
    [Provokes("OB2003")]
    public void ShortExternalData()
    {
        using var run = External();
        run.Folder.Write("m.onnx.data", [1, 2, 3]);

        Assert.Equal("Model 'models/m.onnx' keeps weights in another file: initializer 0 'w1': 'm.onnx.data' has 3 bytes; the tensor's data is at 0 to 131072. Put all files that the export wrote beside each other.", Message("OB2003", run.Refusal()));
    }

    [Fact]
    [Provokes("OB2004")]
    public void ExternalDataOutsideItsFolder()
    {
        using var run = External();
        var bytes = File.ReadAllBytes(run.Model);
        "../../w.bin"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("m.onnx.data"u8)));
        File.WriteAllBytes(run.Model, bytes);

        Assert.Equal("Model 'models/m.onnx' names weights outside its folder: initializer 0 'w1': the tensor's data is in '../../w.bin'; only files inside the model's own folder are read. Export it with its weights beside it.", Message("OB2004", run.Refusal()));
    }

    [Fact]
    [Provokes("OB2005")]
    public void OpsetThatIsTooOld()
    {
        using var run = PipelineRun.Of(Small);
        ModelWriter.Write(ModelSamples.Parse("<ir_version: 3, opset_import: [\"\" : 6]>\n" + Small), run.Model);

        Assert.Equal("Model 'models/m.onnx' cannot be brought to a supported opset: graph 'g': the model is of opset 6; opset 7 and later are supported. Export it with opset 17 or later.",
            Message("OB2005", run.Refusal()));
    }

    [Theory]
    [InlineData("<ir_version: 8, opset_import: [\"\" : 17, \"my.domain\" : 1]>", "my.domain.Twist(a)")]
    [InlineData("<ir_version: 8, opset_import: [\"\" : 17]>", "Twist(a)")]
    [Provokes("OB2006")]
    public void OperatorThatNobodyKnows(string header, string call)
    {
        using var run = PipelineRun.Of(Small);
        ModelWriter.Write(ModelText.Parse($$"""{{header}} g (float[N,2] x) => (float[N,2] y) { a = Neg(x)  y = {{call}} }"""), run.Model);

        var message = Message("OB2006", run.Refusal());

        Assert.StartsWith("Model 'models/m.onnx' uses an operator that ONNX Runtime does not have: ", message);
        Assert.Contains("Twist", message);
        Assert.DoesNotContain(Path.GetTempPath(), message);
    }

    [Theory]
    [InlineData("y = MatMul(x, k)")]
    [InlineData("y = Concat(x, x)")]
    [Provokes("OB2007")]
    public void ModelThatOnnxRuntimeDoesNotAccept(string node)
    {
        using var run = PipelineRun.Of(Small);
        ModelWriter.Write(ModelText.Parse($$"""g (float[N,2] x) => (float[N,2] y) <int64[2,2] k = {1, 2, 3, 4}> { {{node}} }"""), run.Model);

        var message = Message("OB2007", run.Refusal());

        Assert.StartsWith("ONNX Runtime does not accept model 'models/m.onnx': ", message);
        Assert.DoesNotContain(Path.GetTempPath(), message);
        Assert.DoesNotContain('\n', message);
    }

    /// <summary>The file is sparse: it takes no room.</summary>
    [Fact]
    [Provokes("OB2008")]
    public void ModelOfMoreThanTwoGigabytes()
    {
        using var run = PipelineRun.OfFile("m.onnx", [8, 8]);
        using (var file = File.OpenWrite(run.Model)) file.SetLength(1L + int.MaxValue);

        Assert.Equal($"Model 'models/m.onnx' is too large for one file: the file has 2147483648 bytes; a model file can have {Array.MaxLength}. Larger ones keep their weights in files beside it.", Message("OB2008", run.Refusal()));
    }

    [Fact]
    [Provokes("OB3001")]
    public void MissingData()
    {
        using var run = PipelineRun.Of(Small);

        Assert.Equal("CalibrationData 'nowhere.npz' does not exist. Correct the path.", Message("OB3001", run.Refusal(("CalibrationData", "nowhere.npz"))));
    }

    [Fact]
    [Provokes("OB1002")]
    public void UnknownMetric()
    {
        using var run = PipelineRun.Of(Small);

        Assert.StartsWith("'charm' is not a value of Metric. Valid values are accuracy, top5, ", Message("OB1002", run.Refusal(("Metric", "charm"))));
    }

    /// <summary>A token that the table has no row for.</summary>
    [Fact]
    [Provokes("OB3029")]
    public void SampleThatTheModelCannotTake()
    {
        using var run = PipelineRun.Of("g (int64[N,3] x) => (float[N,3,8] y) <float[16,8] table = ~, float[8,8] w = ~> { e = Gather(table, x) y = MatMul(e, w) }");
        run.Folder.Write("calibrate.npz", Npy.Zip(("x", Npy.Longs([1, 3], 1, 2, 99))));

        Assert.StartsWith("calibrate.npz, sample 0 cannot be run through the model: Gather node. Name:'e' Status Message: indices element out of data bounds, idx=99",
            Message("OB3029", run.Refusal(("Gate", "Off"), ("ValidationData", ""))), StringComparison.Ordinal);
    }

    /// <summary>ONNX Runtime's interface would cut the name and ask for another value.</summary>
    [Fact]
    [Provokes("OB2002")]
    public void NameThatAZeroCharacterEnds()
    {
        var model = ModelSamples.Parse(Small);
        model.Graph.Rename(model.Graph.Values.First(v => v.Data is not null), "a\0b");
        using var run = PipelineRun.OfFile("m.onnx", ModelWriter.ToBytes(model));

        Assert.Equal("Model 'models/m.onnx' is damaged: the name of the value 'a\uFFFDb' holds the character U+0000. Copy it again, or export it again.", Message("OB2002", run.Refusal()));
    }

    /// <summary>Two calls a level: a file of some hundred bytes, and 2⁴⁰ nodes once it is unfolded.</summary>
    [Fact]
    [Provokes("OB2010")]
    public void FunctionsThatUnfoldWithoutEnd()
    {
        using var run = PipelineRun.Of(Small);
        ModelWriter.Write(Calling(40, calls: level => level - 1), run.Model);

        Assert.Equal("Model 'models/m.onnx' unfolds to more than 1000000 nodes: its functions call each other, or themselves. Export it without functions.", Message("OB2010", run.Refusal()));
    }

    [Fact]
    [Provokes("OB2010")]
    public void FunctionThatCallsItself()
    {
        using var run = PipelineRun.Of(Small);
        ModelWriter.Write(Calling(2, calls: _ => 1), run.Model);

        Message("OB2010", run.Refusal());
    }

    [Theory]
    [InlineData("EPContext")]
    [InlineData("Snpe")]
    [Provokes("OB2011")]
    public void CompiledCodeInAModel(string op)
    {
        using var run = PipelineRun.Of(Small);
        var model = ModelSamples.Parse(Small);
        model.Opsets.Add(new OpsetImport("com.microsoft", 1));
        var node = model.Graph.AddNode(op, "com.microsoft");
        node.SetInput(0, model.Graph.Outputs[0]);
        node.SetOutput(0, model.Graph.Add("z"));
        ModelWriter.Write(model, run.Model);

        Assert.StartsWith("Model 'models/m.onnx' holds code compiled for one processor: ", Message("OB2011", run.Refusal()), StringComparison.Ordinal);
    }

    /// <summary>ONNX Runtime reads settings of a session from a model when the machine asks it to: OptiBuild's own stay.</summary>
    [Fact]
    public void SettingsInAModelChangeNothing()
    {
        using var run = PipelineRun.Of(Small);
        var model = ModelSamples.Parse(Small);
        model.Metadata.Add(new("ort_config", """{"session_options":{"graph_optimization_level":-7,"enable_profiling":1}}"""));
        ModelWriter.Write(model, run.Model);

        Assert.False(run.Optimize(("Gate", "Off"), ("ValidationData", "")).IsFailed);
        Assert.Empty(Directory.GetFiles(run.Folder.Path, "onnxruntime_profile*"));
    }

    /// <summary>Function n calls another one twice.</summary>
    static Model Calling(int functions, Func<int, int> calls)
    {
        var model = ModelSamples.Parse("g (float[N,2] x) => (float[N,2] y) { y = Relu(x) }");
        model.Opsets.Add(new OpsetImport("local", 1));
        for (var level = 0; level < functions; level++) model.Functions.Add(Twice($"f{level}", level == 0 ? null : $"f{calls(level)}"));
        var call = model.Graph.AddNode($"f{functions - 1}", "local");
        call.SetInput(0, model.Graph.Outputs[0]);
        call.SetOutput(0, model.Graph.Add("z"));
        return model;
    }

    static Function Twice(string name, string? callee)
    {
        var body = new Graph(name, null);
        var (a, b, c) = (body.Add("a"), body.Add("b"), body.Add("c"));
        body.Inputs.Add(a);
        body.Outputs.Add(c);
        foreach (var (from, to) in new[] { (a, b), (b, c) })
        {
            var node = body.AddNode(callee ?? "Relu", callee is null ? "" : "local");
            node.SetInput(0, from);
            node.SetOutput(0, to);
        }
        var function = new Function(name, "local", body);
        function.Opsets.AddRange([new OpsetImport("", 17), new OpsetImport("local", 1)]);
        return function;
    }

    /// <summary>What hostile names could do in a terminal or a build server's log.</summary>
    [Fact]
    public void NamesInAModelBreakNoLine()
    {
        using var run = PipelineRun.Of(Small);
        ModelWriter.Write(ModelText.Parse("""g (float[N,2] x) => (float[N,2] y) { ["\n::error::\x1B[31m"] y = Twist(x) }"""), run.Model);

        var message = Message("OB2006", run.Refusal());

        Assert.DoesNotContain(message, c => char.IsControl(c));
        Assert.DoesNotContain("::", message);
    }

    static PipelineRun External()
    {
        var run = PipelineRun.Of(PipelineRun.Classifier);
        ModelWriter.Write(ModelSamples.Parse(PipelineRun.Classifier), run.Model, inlineLimit: 0);
        return run;
    }

    static string Message(string code, Finding finding)
    {
        Assert.Equal(code, finding.Diagnostic.Code);
        return finding.Message;
    }
}
