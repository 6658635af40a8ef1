using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Cli;

/// <summary>What evaluate, compare and report print and write, on a model that answers with its inputs.</summary>
public class ShownFiguresTests
{
    /// <summary>Largest inputs are of classes 0, 1, 2, 2; labels 0, 1, 1, 2.</summary>
    const string Samples = "a,b,c,label\n9,1,0,0\n0,9,1,1\n0,1,9,1\n1,0,9,2\n";

    static readonly string[] Names = ["cat", "dog", "cow"];

    static string Same(TempFolder folder) => Written(folder, "same.onnx", "1, 0, 0, 0, 1, 0, 0, 0, 1");

    /// <summary>Swaps the last two outputs.</summary>
    static string Swapped(TempFolder folder) => Written(folder, "swapped.onnx", "1, 0, 0, 0, 0, 1, 0, 1, 0");

    static string Written(TempFolder folder, string name, string weights)
    {
        File.WriteAllBytes(folder.File(name), ModelWriter.ToBytes(ModelText.Parse($"g (float[N,3] x) => (float[N,3] y) <float[3,3] w = {{{weights}}}> {{ y = MatMul(x, w) }}")));
        File.WriteAllText(folder.File("data.csv"), Samples);
        File.WriteAllLines(folder.File("names.txt"), Names);
        return folder.File(name);
    }

    static string[] Data(TempFolder folder) => ["--data", folder.File("data.csv"), "--labels", "label", "--class-names", folder.File("names.txt")];

    [Fact]
    public void EvaluateShowsTheWorstClassFirst()
    {
        using var folder = new TempFolder();

        var outcome = Tool.Run(["evaluate", Same(folder), .. Data(folder)]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith("accuracy 75.00 % (4 samples)\n\nclasses:\n  class  samples  accuracy\n  dog    2        50.00 %\n  cat    1        100.00 %\n  cow    1        100.00 %\n\nother metrics:\n", outcome.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void CompareShowsWhatLostMostAndWhichMistakesChangedMost()
    {
        using var folder = new TempFolder();

        var output = Tool.Run(["compare", Same(folder), Swapped(folder), .. Data(folder), "--effort", "fast"]).Output.ReplaceLineEndings("\n");

        Assert.Contains("\nclasses:\n  class  samples  before    after     lost       lost at most\n  cow    1        100.00 %  0.00 %    100.00 pp  ", output, StringComparison.Ordinal);
        // Of the two dogs one was right and is not, the other the other way round.
        Assert.Contains("\n\nmistakes that changed:\n  is   taken for  before  after  change\n  cow  dog        0       1      +1\n\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void EvaluateWritesEveryFormOfReport()
    {
        using var folder = new TempFolder();

        var outcome = Tool.Run(["evaluate", Same(folder), .. Data(folder), "--report", folder.File("r.json"), "--report", folder.File("r.html")]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("A model was measured on labelled samples.", File.ReadAllText(folder.File("r.html")), StringComparison.Ordinal);
        Assert.Contains("\"name\": \"dog\"", File.ReadAllText(folder.File("r.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void ReportTellsSeveralRunsOnOnePage()
    {
        using var folder = new TempFolder();
        foreach (var model in new[] { Same(folder), Swapped(folder) }) Tool.Run(["evaluate", model, .. Data(folder), "--report", Path.ChangeExtension(model, ".json")]);

        var outcome = Tool.Run("report", folder.File("same.json"), folder.File("swapped.json"), "-o", folder.File("all.html"), "-o", folder.File("all.md"));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.StartsWith("2 models → ", outcome.Output, StringComparison.Ordinal);
        Assert.All(["#m1", "#m2"], link => Assert.Contains($"href=\"{link}\"", File.ReadAllText(folder.File("all.html")), StringComparison.Ordinal));
        Assert.Contains("| swapped |", File.ReadAllText(folder.File("all.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no json")]
    [Provokes("OB1022")]
    public void ReportOfAWrongFileIsRefused(string text)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("r.json"), text);

        var outcome = Tool.Run("report", folder.File("r.json"), "-o", folder.File("r.html"));

        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("error OB1022: ", outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("r.html")));
    }

    [Fact]
    [Provokes("OB3001")]
    public void ReportThatIsMissingIsNamed() => Assert.Contains("error OB3001: ", Tool.Run("report", "none.json", "-o", "r.html").Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("report", "none.json", "-o", "r.pdf")]
    [InlineData("evaluate", "none.onnx", "--data", "none.csv", "--report", "r.pdf")]
    [InlineData("compare", "none.onnx", "none.onnx", "--data", "none.csv", "--report", "r.pdf")]
    [Provokes("OB1002")]
    public void ExtensionOfNoFormIsRefusedBeforeAnyWork(params string[] arguments)
    {
        var outcome = Tool.Run(arguments);

        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("error OB1002: 'r.pdf' is not a value of ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(".json, .html, .md, .sarif, .xml", outcome.Error, StringComparison.Ordinal);
    }
}
