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

    /// <summary>What the worker refuses to read, the task does not read before it.</summary>
    [Theory]
    [InlineData("../outside.bin")]
    [InlineData("models/../../outside.bin")]
    [InlineData("..\\outside.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("C:\\outside.bin")]
    [InlineData("link.bin")]
    [InlineData("linked/outside.bin")]
    [InlineData("circle.bin")]
    public void LeavesOutWhatLiesOutsideTheModelsFolder(string location)
    {
        Write("outside.bin", [1]);
        var inner = _folder.CreateSubdirectory("models");
        File.CreateSymbolicLink(Path.Combine(inner.FullName, "link.bin"), Path.Combine(_folder.FullName, "outside.bin"));
        File.CreateSymbolicLink(Path.Combine(inner.FullName, "circle.bin"), Path.Combine(inner.FullName, "circle.bin"));
        Directory.CreateSymbolicLink(Path.Combine(inner.FullName, "linked"), _folder.FullName);

        Assert.Empty(ExternalData.Of(Write("models/model.onnx", Message(7, Initializer(location)))));
    }

    [Fact]
    public void FollowsALinkThatStaysInTheModelsFolder()
    {
        Write("a.bin", [1]);
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "link.bin"), Path.Combine(_folder.FullName, "a.bin"));

        Assert.Equal([Path.Combine(_folder.FullName, "link.bin")], ExternalData.Of(Write("model.onnx", Message(7, Initializer("link.bin")))));
    }

    /// <summary>MSBuild ends without a word where its stack does: a level is a call.</summary>
    [Fact]
    public void StopsInAModelNestedDeeperThanAStackGoes()
    {
        byte[] graph = [];
        for (var depth = 0; depth < 20_000; depth++) graph = Long(1, Long(5, Long(6, graph)));

        Assert.Empty(ExternalData.Of(Write("model.onnx", Long(7, graph))));
    }

    /// <summary>A number of eight bytes that begins one byte before its message ends, and a text behind it of more bytes than the file has.</summary>
    [Fact]
    public void IsEmptyWhereAFieldEndsBehindItsMessage() =>
        Assert.Empty(ExternalData.Of(Write("model.onnx", [.. Message(7, Message(5, [13 << 3 | 2, 2, 1 << 3 | 1, 0])), .. Enumerable.Repeat((byte)0x7A, 64)])));

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

    static byte[] Long(int field, byte[] content)
    {
        var length = new List<byte>();
        for (var left = content.Length; ; left >>= 7)
        {
            length.Add((byte)(left < 0x80 ? left : left | 0x80));
            if (left < 0x80) return [(byte)(field << 3 | 2), .. length, .. content];
        }
    }
}
