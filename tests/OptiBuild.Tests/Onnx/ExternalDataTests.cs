using Google.Protobuf;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Proto;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Onnx;

public class ExternalDataTests
{
    [Theory]
    [InlineData("w.bin", "4", "8")]
    [InlineData("w.bin", "4", null)]
    [InlineData("sub/w.bin", null, "8")]
    public void ReadsWhatIsInsideTheModelsFolder(string location, string? offset, string? length)
    {
        using var folder = new TempFolder();
        folder.Write(location, offset is null ? [0, 0, 128, 63, 0, 0, 0, 64] : [9, 9, 9, 9, 0, 0, 128, 63, 0, 0, 0, 64, 9]);

        var model = ModelReader.Read(Model(location, offset, length), folder.Path);

        Assert.Equal([1f, 2f], model.Graph.Find("w")!.Data!.Span<float>().ToArray());
    }

    /// <summary>Sparse tensors go to ONNX Runtime as they are: what they name, nobody would have looked at.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RefusesFilesOfSparseTensors(bool inAnAttribute)
    {
        var sparse = new SparseTensorProto { Values = new TensorProto { Name = "s", DataType = 1, DataLocation = TensorProto.Types.DataLocation.External }, Indices = new TensorProto() };
        sparse.Values.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "/etc/hostname" });
        var proto = new ModelProto { Graph = new GraphProto() };
        var constant = new NodeProto { OpType = "Constant", Output = { "c" } };
        constant.Attribute.Add(new AttributeProto { Name = "sparse_value", Type = AttributeProto.Types.AttributeType.SparseTensor, SparseTensor = sparse });
        if (inAnAttribute) proto.Graph.Node.Add(constant);
        else proto.Graph.SparseInitializer.Add(sparse);

        var problem = Assert.Throws<ModelException>(() => ModelReader.Read(proto.ToByteArray(), "/tmp"));

        Assert.Equal(ModelProblem.Damaged, problem.Problem);
        Assert.EndsWith("the sparse tensor 's' keeps its data in another file, which is not read for sparse ones.", problem.Message);
    }

    [Theory]
    [InlineData("/etc/hostname")]
    [InlineData("../w.bin")]
    [InlineData("sub/../../w.bin")]
    [InlineData(@"..\w.bin")]
    [InlineData(@"C:\w.bin")]
    [InlineData(@"\\server\w.bin")]
    public void RefusesToLeaveTheModelsFolder(string location)
    {
        using var folder = new TempFolder();

        var problem = Assert.Throws<ModelException>(() => ModelReader.Read(Model(location, null, null), folder.Path));

        Assert.Equal((ModelProblem.ExternalDataOutside, $"model: initializer 0 'w': the tensor's data is in '{location}'; only files inside the model's own folder are read."), (problem.Problem, problem.Message));
    }

    [Theory]
    [InlineData("link.bin")]
    [InlineData("linked/w.bin")]
    [InlineData("chain.bin")]
    public void RefusesLinksThatLeaveTheModelsFolder(string location)
    {
        using var outside = new TempFolder();
        using var folder = new TempFolder();
        var target = outside.Write("w.bin", new byte[8]);
        File.CreateSymbolicLink(folder.File("link.bin"), target);
        Directory.CreateSymbolicLink(folder.File("linked"), outside.Path);
        File.CreateSymbolicLink(folder.File("chain.bin"), "link.bin");

        var problem = Assert.Throws<ModelException>(() => ModelReader.Read(Model(location, null, null), folder.Path));

        Assert.Equal(ModelProblem.ExternalDataOutside, problem.Problem);
    }

    [Fact]
    public void FollowsLinksThatStayInside()
    {
        using var folder = new TempFolder();
        folder.Write("real/w.bin", [0, 0, 128, 63, 0, 0, 0, 64]);
        File.CreateSymbolicLink(folder.File("w.bin"), Path.Combine("real", "w.bin"));
        using var links = new TempFolder();
        Directory.CreateSymbolicLink(links.File("models"), folder.Path);

        Assert.Equal(2, ModelReader.Read(Model("w.bin", null, null), folder.Path).Graph.Find("w")!.Data!.Count);
        Assert.Equal(2, ModelReader.Read(Model("w.bin", null, null), links.File("models")).Graph.Find("w")!.Data!.Count);
    }

    [Theory]
    [InlineData(new[] { "gone.bin", null, null }, ModelProblem.ExternalDataMissing, "the tensor's data should be in 'gone.bin' beside the model, which does not exist.")]
    [InlineData(new[] { "loop.bin", null, null }, ModelProblem.ExternalDataMissing, "the tensor's data should be in 'loop.bin' beside the model, which")]
    [InlineData(new[] { "spiral.bin", null, null }, ModelProblem.ExternalDataOutside, "the tensor's data is in 'spiral.bin'; only files inside the model's own folder are read.")]
    [InlineData(new[] { "w.bin", "4", null }, ModelProblem.ExternalDataMissing, "'w.bin' has 8 bytes; the tensor's data is at 4 to 12.")]
    [InlineData(new[] { "w.bin", "9223372036854775807", null }, ModelProblem.ExternalDataMissing, "'w.bin' has 8 bytes; the tensor's data is at 9223372036854775807 to 9223372036854775815.")]
    [InlineData(new[] { "w.bin", null, "12" }, ModelProblem.Damaged, "the tensor has 12 bytes of data in 'w.bin'; its type and shape take 8.")]
    [InlineData(new[] { "w.bin", "-4", null }, ModelProblem.Damaged, "the tensor's 'offset' is '-4'; expected is a number of bytes.")]
    [InlineData(new[] { "w.bin", null, "many" }, ModelProblem.Damaged, "the tensor's 'length' is 'many'; expected is a number of bytes.")]
    [InlineData(new[] { "", null, null }, ModelProblem.Damaged, "the tensor's data is in another file, but its 'location' is missing.")]
    public void SaysWhatIsWrong(string?[] entries, ModelProblem kind, string reason)
    {
        using var folder = new TempFolder();
        folder.Write("w.bin", new byte[8]);
        File.CreateSymbolicLink(folder.File("loop.bin"), "loop.bin");
        File.CreateSymbolicLink(folder.File("spiral.bin"), Path.Combine("spiral.bin", "spiral.bin"));

        var problem = Assert.Throws<ModelException>(() => ModelReader.Read(Model(entries[0]!, entries[1], entries[2]), folder.Path));

        Assert.Equal(kind, problem.Problem);
        Assert.StartsWith($"model: initializer 0 'w': {reason}", problem.Message);
    }

    [Fact]
    public void NeedsAFolder() =>
        Assert.Equal(ModelProblem.ExternalDataMissing, Assert.Throws<ModelException>(() => ModelReader.Read(Model("w.bin", null, null), null)).Problem);

    static byte[] Model(string location, string? offset, string? length)
    {
        var tensor = new TensorProto { Name = "w", DataType = 1, Dims = { 2 }, DataLocation = TensorProto.Types.DataLocation.External };
        Add(tensor, "location", location);
        Add(tensor, "offset", offset);
        Add(tensor, "length", length);
        return new ModelProto { IrVersion = 8, Graph = new GraphProto { Name = "g", Initializer = { tensor } } }.ToByteArray();
    }

    static void Add(TensorProto tensor, string key, string? value)
    {
        if (value is not null) tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
    }
}
