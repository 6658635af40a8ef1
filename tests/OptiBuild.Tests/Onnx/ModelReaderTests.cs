using Google.Protobuf;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Proto;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Onnx;

public class ModelReaderTests
{
    [Fact]
    public void ConnectsNamesToReferences()
    {
        var model = ModelReader.Read(Bytes("g (float[2] x) => (y) <float[2] w = {1,2}> { a = Mul(x, w) [last] y = Add(a, w) }"), null);

        var (x, w, a) = (model.Graph.Find("x")!, model.Graph.Find("w")!, model.Graph.Find("a")!);
        var (mul, add) = (model.Graph.Nodes[0], model.Graph.Nodes[1]);
        Assert.Same(mul, a.Producer);
        Assert.Equal([new Use(mul, 1), new Use(add, 1)], w.Uses);
        Assert.True(w.IsConstant);
        Assert.True(x.IsGraphInput);
        Assert.Same(add, model.Graph.Outputs[0].Producer);
        Assert.Equal("last", add.Label);
        Assert.Equal("a", mul.Label);
    }

    [Fact]
    public void LetsSubgraphsReadOuterValues()
    {
        var model = ModelReader.Read(Bytes("g (bool c, float x) => (y) { y = If<then_branch=t () => (a) { a = Neg(x) }, else_branch=e () => (b) { b = Abs(x) }>(c) }"), null);

        var x = model.Graph.Find("x")!;
        Assert.Equal(["Neg", "Abs"], x.Uses.Select(u => u.Node.OpType).Order(StringComparer.Ordinal).Reverse());
        Assert.All(x.Uses, u => Assert.Same(model.Graph, u.Node.Graph.Parent));
    }

    [Fact]
    public void SortsNodes()
    {
        var model = ModelReader.Read(Bytes("g (bool c, float x) => (y) { y = If<then_branch=t () => (a) { a = Neg(late) }>(c) q = Op(x) late = Abs(x) }"), null);

        GraphCheck.Check(model, "reading");
        Assert.Equal(["Op", "Abs", "If"], model.Graph.Nodes.Select(n => n.OpType));
    }

    [Fact]
    public void KeepsLeftOutInputs()
    {
        var model = ModelReader.Read(Bytes("g (float[2] x) => (y) <float m = {1}> { y = Clip(x, , m) }"), null);

        Assert.Equal(["x", null, "m"], model.Graph.Nodes[0].Inputs.Select(v => v?.Name));
    }

    [Fact]
    public void TakesTheLastOfInitializersWithTheSameName()
    {
        var proto = Proto("g (float x) => (y) <float w = {1}> { y = Add(x, w) }");
        proto.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 1, FloatData = { 2 } });

        Assert.Equal(2, ModelReader.Read(proto.ToByteArray(), null).Graph.Find("w")!.Data!.Span<float>()[0]);
    }

    [Fact]
    public void KeepsInputsWithDefaultsOverridable()
    {
        var value = ModelReader.Read(Bytes("g (float x, float w) => (y) <float w = {1}> { y = Add(x, w) }"), null).Graph.Inputs[1];

        Assert.NotNull(value.Data);
        Assert.False(value.IsConstant);
    }

    [Fact]
    public void KeepsWhatItDoesNotModel()
    {
        var proto = Proto("g (float x) => (y) { y = Add<axis=1>(x, s) }".Replace("(x, s)", "(x, x)"));
        proto.TrainingInfo.Add(new TrainingInfoProto { Algorithm = new GraphProto { Name = "train" } });
        proto.Graph.MetadataProps.Add(new StringStringEntryProto { Key = "a", Value = "b" });
        proto.Graph.QuantizationAnnotation.Add(new TensorAnnotation { TensorName = "x" });
        proto.Graph.SparseInitializer.Add(new SparseTensorProto { Dims = { 2 }, Values = new TensorProto { Name = "s", DataType = 1, Dims = { 1 }, FloatData = { 1 } } });
        proto.Graph.Node[0].Input[1] = "s";
        proto.Graph.Node[0].MetadataProps.Add(new StringStringEntryProto { Key = "c", Value = "d" });
        proto.Graph.Node[0].Attribute[0].DocString = "doc";
        proto.Graph.Output[0].MetadataProps.Add(new StringStringEntryProto { Key = "e", Value = "f" });
        // Field 10 of a node, device configurations, is unknown here.
        proto.Graph.Node[0] = NodeProto.Parser.ParseFrom([.. proto.Graph.Node[0].ToByteArray(), 0x52, 0x03, 0x0A, 0x01, 0x41]);
        var bytes = proto.ToByteArray();

        var model = ModelReader.Read(bytes, null);
        GraphCheck.Check(model, "reading");

        Assert.Equal(proto, ModelProto.Parser.ParseFrom(ModelWriter.ToBytes(model)));
        Assert.Equal(proto, ModelProto.Parser.ParseFrom(ModelWriter.ToBytes(model.Clone())));
    }

    [Theory]
    [InlineData("g (float x) => (y) { y = Add(x, w) }", "model: node 0 '' (Add): input 1 'w' is given by no node, input or initializer.")]
    [InlineData("g (float x) => (y) { y = Neg(x) y = Abs(x) }", "model: node 1 '' (Abs): the output 'y' has the name of another value; names are unique.")]
    [InlineData("g (float x) => (y) { x = Neg(x) }", "model: node 0 '' (Neg): the output 'x' has the name of another value; names are unique.")]
    [InlineData("g (float x, float x) => (x) { }", "model: two inputs are named 'x'.")]
    [InlineData("g (float x) => (z) { [n] y = Neg(x) }", "model: the output 'z' is given by no node, input or initializer.")]
    [InlineData("g (bool c) => (y) { [i] y = If<then_branch=t () => (a) { [m] a = Neg(q) }>(c) }", "model: node 0 'i' (If): attribute 'then_branch': node 0 'm' (Neg): input 0 'q' is given by no node, input or initializer.")]
    public void SaysWhereNamesDoNotFitTogether(string text, string message)
    {
        var problem = Assert.Throws<ModelException>(() => ModelReader.Read(Bytes(text), null));

        Assert.Equal((ModelProblem.Structure, message), (problem.Problem, problem.Message));
    }

    [Fact]
    public void SaysThatAFileIsMissing()
    {
        using var folder = new TempFolder();
        var path = folder.File("none.onnx");

        var problem = Assert.Throws<ModelException>(() => ModelReader.Read(path));

        Assert.Equal((ModelProblem.Missing, $"{path.Replace('\\', '/')}: the file does not exist."), (problem.Problem, problem.Message));
    }

    [Fact]
    public void SaysThatAFolderCannotBeRead()
    {
        using var folder = new TempFolder();

        Assert.Equal(ModelProblem.Unreadable, Assert.Throws<ModelException>(() => ModelReader.Read(folder.Path)).Problem);
    }

    [Theory]
    [InlineData(new byte[0], "the file is empty; expected is an ONNX model.")]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A }, "the file is no ONNX model: ")]
    [InlineData(new byte[] { 0x08, 0x08 }, "the file has no graph, so it is no ONNX model.")]
    public void SaysThatAFileIsNoModel(byte[] bytes, string reason)
    {
        var problem = Assert.Throws<ModelException>(() => ModelReader.Read(bytes, null));

        Assert.Equal(ModelProblem.NotOnnx, problem.Problem);
        Assert.StartsWith($"model: {reason}", problem.Message);
    }

    [FactNeeding("assets/minilm.onnx")]
    public void HoldsOneCopyOfTheWeights()
    {
        var path = Assets.Path("assets/minilm.onnx");
        ModelReader.Read(path);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var model = ModelReader.Read(path);

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(486, model.Graph.Nodes.Count);
        Assert.True(allocated < 1.1 * new FileInfo(path).Length, $"{allocated} bytes for a file of {new FileInfo(path).Length}");
    }

    static byte[] Bytes(string text) => Proto(text).ToByteArray();

    /// <summary>The message as it stands in the text, also where its names do not fit together.</summary>
    static ModelProto Proto(string text) => OptiBuild.Onnx.Text.ModelParser.Parse(new OptiBuild.Onnx.Text.TextCursor(text));
}
