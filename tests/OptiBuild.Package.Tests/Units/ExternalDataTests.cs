using OptiBuild.MSBuild;
using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests.Units;

public sealed class ExternalDataTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("optibuild-");

    [Fact]
    public void FindsTheFilesOfInitializersAndOfConstantsInBranches()
    {
        var model = Write("model.onnx", Message(7, [.. Initializer("a.bin"), .. Branch("b.bin"), .. Initializer("absent.bin")]));
        Write("a.bin", [1]);
        Write("b.bin", [2]);

        Assert.Equal([Path.Combine(_folder.FullName, "a.bin"), Path.Combine(_folder.FullName, "b.bin")], ExternalData.Of(model));
    }

    [Fact]
    public void IsEmptyForAModelThatHoldsItsWeights() => Assert.Empty(ExternalData.Of(Write("model.onnx", TinyModel.Onnx())));

    [Theory]
    [InlineData("not a model")]
    [InlineData("")]
    [InlineData("\u003a\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff")]
    public void IsEmptyForAFileThatIsNoModel(string content) =>
        Assert.Empty(ExternalData.Of(Write("model.onnx", System.Text.Encoding.Latin1.GetBytes(content))));

    public void Dispose() => _folder.Delete(recursive: true);

    string Write(string name, byte[] bytes)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(file, bytes);
        return file;
    }

    static byte[] Initializer(string location) => Message(5, Tensor(location));

    // GraphProto.node, NodeProto.attribute, AttributeProto.g, GraphProto.node, NodeProto.attribute, AttributeProto.t
    static byte[] Branch(string location) => Message(1, Message(5, Message(6, Message(1, Message(5, Message(5, Tensor(location)))))));

    static byte[] Tensor(string location) => Message(13, [.. Message(1, "location"u8), .. Message(2, System.Text.Encoding.UTF8.GetBytes(location))]);

    // All lengths here are below 128, where a length is one byte.
    static byte[] Message(int field, ReadOnlySpan<byte> content) => [(byte)(field << 3 | 2), (byte)content.Length, .. content];
}
