using OptiBuild.MSBuild;

namespace OptiBuild.Package.Tests.Units;

public sealed class StampTests : IDisposable
{
    static readonly DateTime LongAgo = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("optibuild-");
    readonly ModelPlan _plan;

    public StampTests()
    {
        _plan = new ModelPlan("m.onnx", PathOf("m.onnx"), PathOf("app.csproj"), PathOf("obj"), new Dictionary<string, string> { ["CalibrationData"] = "data", ["Labels"] = "price" });
        string[] files = ["worker.dll", "w.bin", "data/a.csv", "obj/facts", "obj/m.onnx", "obj/m.onnx.br"];
        foreach (var file in files) Write(file, file);

        // A ModelProto whose graph has one initializer with its elements in w.bin.
        byte[] entry = [0x0A, 8, .. "location"u8, 0x12, 5, .. "w.bin"u8];
        byte[] tensor = [0x6A, (byte)entry.Length, .. entry];
        byte[] graph = [0x2A, (byte)tensor.Length, .. tensor];
        File.WriteAllBytes(PathOf("m.onnx"), [0x3A, (byte)graph.Length, .. graph]);
        Stamp.Write(_plan, Stamp.Lines(_plan, Now));
    }

    /// <summary>As each build takes it anew.</summary>
    Setting Now => new(_folder.FullName, PathOf("worker.dll"));

    string PathOf(string name) => Path.Combine(_folder.FullName, name);

    void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
    }

    [Fact]
    public void HoldsWhileNothingChanges() => Assert.True(Stamp.Holds(_plan, Now));

    [Fact]
    public void HoldsWhenOnlyTimesChange()
    {
        File.SetLastWriteTimeUtc(PathOf("m.onnx"), LongAgo);
        File.SetLastWriteTimeUtc(PathOf("data/a.csv"), DateTime.UtcNow.AddHours(1));
        File.SetLastWriteTimeUtc(PathOf("worker.dll"), LongAgo);

        Assert.True(Stamp.Holds(_plan, Now));
        Assert.Contains(LongAgo.Ticks.ToString(), File.ReadAllText(_plan.Stamp), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("w.bin", "W.bin")]
    [InlineData("data/a.csv", "data/A.csv")]
    [InlineData("data/more/b.csv", "new")]
    [InlineData("worker.dll", "another worker")]
    [InlineData("obj/m.onnx.br", "truncated")]
    [InlineData("price", "now a file of labels")]
    public void EndsWhenAFileChanges(string file, string text)
    {
        Write(file, text);

        Assert.False(Stamp.Holds(_plan, Now));
    }

    [Theory]
    [InlineData("model|0|0||")]
    [InlineData("model|0|0||\0")]
    [InlineData("model|0|0||relative")]
    [InlineData("model|-1|0||/a")]
    [InlineData("model")]
    public void EndsWithALineThatIsNone(string line)
    {
        File.AppendAllText(_plan.Stamp, line + "\n");

        Assert.False(Stamp.Holds(_plan, Now));
    }

    [Theory]
    [InlineData("m.onnx")]
    [InlineData("w.bin")]
    [InlineData("data/a.csv")]
    [InlineData("obj/facts")]
    public void EndsWhenAFileGoes(string file)
    {
        File.Delete(PathOf(file));

        Assert.False(Stamp.Holds(_plan, Now));
    }

    [Fact]
    public void EndsWhenAnOptionChanges() =>
        Assert.False(Stamp.Holds(_plan with { Options = new Dictionary<string, string> { ["CalibrationData"] = "data" } }, Now));

    [Theory]
    [InlineData("")]
    [InlineData("something else\n")]
    public void EndsWhenItIsNoStamp(string text)
    {
        File.WriteAllText(_plan.Stamp, text);

        Assert.False(Stamp.Holds(_plan, Now));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Files that no option names, or that one names in passing.</summary>
    [Theory]
    [InlineData("Metric", "command:sh 'tools/score it.sh' --limit=limits.txt", "tools/score it.sh")]
    [InlineData("Metric", "command:sh 'tools/score it.sh' --limit=limits.txt", "limits.txt")]
    [InlineData("Metric", "COMMAND:python3 tools\\score.py", "tools/score.py")]
    [InlineData("ClassNames", "names.txt", "names.txt")]
    [InlineData("ValidationData", "list/all.txt", "list/pictures/a.png")]
    [InlineData("ValidationData", "coco/annotations.json", "coco/images/a.jpg")]
    [InlineData("ValidationData", "idx/t10k-images-idx3-ubyte", "idx/t10k-labels-idx1-ubyte")]
    [InlineData("Labels", "labels.npy", "labels.npy")]
    [InlineData("Baseline", "accepted/all.json", "accepted/all.json")]
    public void EndsWhenAFileBesideChanges(string option, string text, string file)
    {
        foreach (var named in new[] { "list/all.txt", "coco/annotations.json", "idx/t10k-images-idx3-ubyte", "limits.txt", file }) Write(named, "old");
        var plan = _plan with { Options = new Dictionary<string, string> { [option] = text } };
        Stamp.Write(plan, Stamp.Lines(plan, Now));
        Assert.True(Stamp.Holds(plan, Now));

        Write(file, "changed");

        Assert.False(Stamp.Holds(plan, Now));
    }

    [Theory]
    [InlineData("command:")]
    [InlineData("command:  \"\" '' = | > &")]
    [InlineData("command:c:d:e *.py /bin/sh ../outside.sh \u0000")]
    [InlineData("accuracy worker.dll")]
    public void HoldsWhereTheMetricNamesNoFileOfTheProject(string metric)
    {
        var plan = _plan with { Options = new Dictionary<string, string> { ["Metric"] = metric } };

        Assert.Empty(InputFiles.Data(plan, _folder.FullName));
    }
}
