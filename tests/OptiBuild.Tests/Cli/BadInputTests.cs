using Google.Protobuf;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Proto;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Cli;

/// <summary>Whatever is wrong with what the user gave: one line with its own code, exit code 1, nothing written.</summary>
public sealed class BadInputTests : IDisposable
{
    readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact, Provokes("OB1001")]
    public void MissingModel() => Refuses("OB1001", "absent.onnx");

    [Fact, Provokes("OB1003")]
    public void GateWithoutValidationData() => Refuses("OB1003", Model(), "--calibration-data", Data());

    [Fact, Provokes("OB1004")]
    public void QuantizationWithoutCalibrationData() => Refuses("OB1004", Model(), "--gate", "Off");

    [Fact, Provokes("OB1005")]
    public void OutputInAPlaceThatIsNoFolder() =>
        Refuses("OB1005", Model(), "--gate", "Off", "--quantization", "none", "--output", folder.Write("file", [1]) + "/small.onnx");

    [Fact, Provokes("OB1010")]
    public void PruningWithoutASparsity() => Refuses("OB1010", Model(), "--gate", "Off", "--quantization", "none", "--pruning", "element");

    [Theory, Provokes("OB1012")]
    [InlineData("--output")]
    [InlineData("--packed")]
    public void OutputOverTheModel(string option)
    {
        var model = Model();

        Refuses("OB1012", model, "--gate", "Off", "--quantization", "none", option, model);
    }

    [Fact, Provokes("OB1012")]
    public void OutputOverTheWeightsOfTheModel()
    {
        folder.Write("b.onnx.data", new byte[1 << 16]);

        Refuses("OB1012", folder.Write("m.onnx", WithWeightsIn("b.onnx.data")), "--gate", "Off", "--quantization", "none", "--output", folder.File("b.onnx"));
    }

    [Fact, Provokes("OB2001")]
    public void FileThatIsNoModel() => Refuses("OB2001", folder.Write("m.onnx", "<html></html>"u8));

    [Fact, Provokes("OB2001")]
    public void EmptyFile() => Refuses("OB2001", folder.Write("m.onnx", []));

    [Fact, Provokes("OB2002")]
    public void TruncatedModel() => Refuses("OB2002", folder.Write("m.onnx", Bytes().AsSpan()[..^40]));

    [Fact, Provokes("OB2003")]
    public void MissingFileOfWeights() => Refuses("OB2003", folder.Write("m.onnx", WithWeightsIn("weights.bin")));

    [Fact, Provokes("OB2004")]
    public void FileOfWeightsOutsideTheFolder() => Refuses("OB2004", folder.Write("m.onnx", WithWeightsIn("../weights.bin")));

    [Fact, Provokes("OB2005")]
    public void OpsetTooOld() => Refuses("OB2005", folder.Write("m.onnx", Bytes(opset: 5)), "--gate", "Off", "--calibration-data", Data());

    [Fact, Provokes("OB2006")]
    public void OperatorOfAnUnknownDomain() => Refuses("OB2006", folder.Write("m.onnx", Bytes(domain: "com.example", op: "Frobnicate")), "--gate", "Off", "--calibration-data", Data());

    [Fact, Provokes("OB2007")]
    public void ModelThatOnnxRuntimeRejects() => Refuses("OB2007", folder.Write("m.onnx", Bytes(rows: 3)), "--gate", "Off", "--calibration-data", Data());

    [Fact, Provokes("OB2008")]
    public void FileLargerThanAProtobufFileCanBe()
    {
        var path = folder.File("m.onnx");
        using (var file = File.Create(path)) file.SetLength(3L << 30);

        Refuses("OB2008", path);
    }

    [Fact, Provokes("OB3001")]
    public void MissingData() => Refuses("OB3001", Model(), "--gate", "Off", "--calibration-data", folder.File("absent.npz"));

    [Fact, Provokes("OB4003")]
    public void TooFewSamplesForTheBudget() => Refuses("OB4003", Model(), "--quantization", "weights", "--validation-data", Data());

    [Fact, Provokes("OB4004")]
    public void BudgetThatDoesNotFitTheMetric() => Refuses("OB4004", Model(), "--quantization", "weights", "--validation-data", Data(), "--max-drop", "1");

    [Fact, Provokes("OB1009")]
    public void AcceptingWithoutABaseline() => Refuses("OB1009", Model(), "--accept-baseline", "--gate", "Off", "--calibration-data", Data());

    [Fact, Provokes("OB4026")]
    public void FailedResultIsNotAccepted()
    {
        var report = folder.Write("report.json", """{"schema":1,"tool":{"name":"t","version":"1"},"models":[{"model":"m.onnx","verdict":"failed","diagnostics":[{"code":"OB4001","severity":"error","message":"."}]}]}"""u8);

        var outcome = Tool.Run("baseline", report, "--output", folder.File("b.json"));

        Assert.StartsWith("optibuild : error OB4026: m.onnx: ", outcome.Error);
        Assert.False(File.Exists(folder.File("b.json")));
    }

    [Fact, Provokes("OB3004")]
    public void FiguresThatAreNoSweepCannotBeAppendedTo()
    {
        var page = folder.File("sweep.html");
        folder.Write("sweep.json", "{}"u8);

        var outcome = Tool.Run("sweep", Model(), "--calibration-data", Data(), "--validation-data", Data(), "-o", page, "--append");

        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("error OB3004", outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(page));
    }

    void Refuses(string code, string model, params string[] more)
    {
        var output = folder.File("small.onnx");

        var outcome = Tool.Run(["optimize", model, .. more.Contains("--output") ? more : [.. more, "--output", output]]);

        var errors = outcome.Error.TrimEnd().ReplaceLineEndings("\n").Split('\n').Where(l => l.Contains(": error ", StringComparison.Ordinal)).ToArray();
        Assert.True(errors.Length == 1 && errors[0].StartsWith($"optibuild : error {code}: ", StringComparison.Ordinal), outcome.Error);
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.False(File.Exists(output));
    }

    string Model() => folder.Write("m.onnx", Bytes());

    /// <summary>Ten samples for x[N,4] with labels.</summary>
    string Data() => folder.Write("data.npz", Npy.Zip(("x", Npy.Floats([10, 4], new float[40])), ("labels", Npy.Longs([10], new long[10]))));

    /// <summary>As it is written by tools that keep weights in a file of their own.</summary>
    static byte[] WithWeightsIn(string file)
    {
        var model = ModelProto.Parser.ParseFrom(Bytes());
        var weights = model.Graph.Initializer[0];
        weights.ClearRawData();
        weights.DataLocation = TensorProto.Types.DataLocation.External;
        weights.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = file });
        return model.ToByteArray();
    }

    static byte[] Bytes(int opset = 17, string domain = "", string op = "MatMul", int rows = 4)
    {
        var imports = domain.Length == 0 ? $"\"\" : {opset}" : $"\"\" : {opset}, \"{domain}\" : 1";
        var prefix = domain.Length == 0 ? "" : domain + ".";
        return ModelWriter.ToBytes(ModelText.Parse($$"""
            <ir_version: 8, opset_import: [{{imports}}]>
            g (float[N,4] x) => (float[N,2] y)
            <float[{{rows}},2] w = { {{string.Join(", ", Enumerable.Range(1, rows * 2))}} }> { y = {{prefix}}{{op}}(x, w) }
            """));
    }
}
