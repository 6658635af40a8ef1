using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Onnx;

public class ModelWriterTests
{
    const string Text = """
        g (float[2] x) => (y) <float[2] w = {1,2}, float[400] v = {0}> { a = Mul(x, w) y = Add(a, w) }
        """;

    [Fact]
    public void ReplacesTheFileAndLeavesNothingElse()
    {
        using var folder = new TempFolder();
        var path = folder.Write("m.onnx", [1, 2, 3]);

        ModelWriter.Write(Sample(), path);

        Assert.Equal(ModelText.Print(Sample()), ModelText.Print(ModelReader.Read(path)));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void LeavesTheOldFileWhenWritingFails()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("m.onnx"));

        Assert.ThrowsAny<Exception>(() => ModelWriter.Write(Sample(), folder.File("m.onnx")));

        Assert.Equal([folder.File("m.onnx")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void WritesTheSameBytesTwice() => Assert.Equal(ModelWriter.ToBytes(Sample()), ModelWriter.ToBytes(Sample().Clone()));

    [Fact]
    public void PutsWeightsThatDoNotFitBesideTheModel()
    {
        using var folder = new TempFolder();

        ModelWriter.Write(Sample(), folder.File("m.onnx"), inlineLimit: 100);

        // 400 floats start the file; the two of w stay inside the model.
        Assert.Equal(1600, new FileInfo(folder.File("m.onnx.data")).Length);
        Assert.Equal(ModelText.Print(Sample()), ModelText.Print(ModelReader.Read(folder.File("m.onnx"))));
    }

    [Fact]
    public void CopiesShareWeightsButNothingElse()
    {
        var model = Sample();

        var copy = model.Clone();
        copy.Graph.Nodes[1].SetInput(1, null);
        copy.Opsets.Clear();

        Assert.Equal(ModelText.Print(Sample()), ModelText.Print(model));
        Assert.True(copy.Graph.Find("v")!.Data!.Data.Equals(model.Graph.Find("v")!.Data!.Data));
        Assert.NotSame(copy.Graph.Find("v"), model.Graph.Find("v"));
    }

    static Model Sample() => ModelText.Parse(Text.Replace("{0}", $"{{{string.Join(",", Enumerable.Range(0, 400))}}}"));
}
