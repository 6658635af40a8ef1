using OptiBuild.Engine;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Cli;

public class CommandLineTests
{
    [Fact]
    public void VersionIsOneLine()
    {
        var outcome = Tool.Run("--version");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\r?\n$", outcome.Output);
    }

    [Fact]
    public void HelpListsTheCommandsThatPeopleUse()
    {
        var outcome = Tool.Run();

        Assert.Equal(0, outcome.ExitCode);
        Assert.All(["optimize", "evaluate", "compare", "inspect"], c => Assert.Contains($"  {c} <", outcome.Output));
        Assert.DoesNotContain("job", outcome.Output);
    }

    [Fact]
    public void EveryOptionIsASwitchOfOptimize()
    {
        var outcome = Tool.Run("optimize", "--help");

        Assert.All(OptionRows.All, r => Assert.Contains($"  {r.Switch} ", outcome.Output));
    }

    [Theory]
    [InlineData("optimize", "m.onnx", "--max-dorp", "1pp", "'--max-dorp' is not an option.")]
    [InlineData("inspect", "m.onnx", "--metric", "rmse", "'--metric' is not an option.")]
    [Provokes("OB1006")]
    public void UnknownSwitchIsNamed(string command, string model, string option, string text, string message)
    {
        var outcome = Tool.Run(command, model, option, text);

        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains($"optibuild : error OB1006: {message}", outcome.Error);
    }

    [Theory]
    [InlineData("optimize")]
    [InlineData("compare", "a.onnx")]
    [InlineData("evaluate", "a.onnx")]
    [InlineData("optimize", "a.onnx", "--threads", "many")]
    [Provokes("OB1009")]
    public void IncompleteCommandSaysWhatIsMissing(params string[] arguments)
    {
        var outcome = Tool.Run(arguments);

        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("optibuild : error OB1009: ", outcome.Error);
    }

    [Fact]
    [Provokes("OB1002")]
    public void WrongValueListsTheRightOnes()
    {
        var outcome = Tool.Run("optimize", "m.onnx", "--gate", "maybe");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal("optibuild : error OB1002: 'maybe' is not a value of Gate. Valid values are Certify, Estimate, Warn, Off.", outcome.Error.TrimEnd());
    }

    [Theory]
    [InlineData("inspect", "none.onnx")]
    [InlineData("evaluate", "none.onnx", "--data", "none.npz")]
    [InlineData("optimize", "none.onnx", "--calibration-data", "none.npz", "--gate", "Off")]
    [InlineData("compare", "none.onnx", "none.onnx", "--data", "none.npz")]
    [Provokes("OB1001")]
    public void MissingModelIsTheUsersError(params string[] arguments)
    {
        var outcome = Tool.Run(arguments);

        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("optibuild : error OB1001: Model 'none.onnx' does not exist.", outcome.Error);
    }

    [Fact]
    [Provokes("OB2001")]
    public void FileThatIsNoModelIsTheUsersError()
    {
        using var folder = new TempFolder();
        var path = folder.Write("text.onnx", "not a model"u8);

        var outcome = Tool.Run("inspect", path);

        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches("^optibuild : error OB200[12]: ", outcome.Error);
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    [Provokes("OB9001")]
    public void FaultOfOursHasExitCodeTwoAndNoStack()
    {
        var outcome = Tool.Run("run", "no-such-job.json");

        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith("optibuild : error OB9001: ", outcome.Error);
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
    }

    [FactNeeding("assets/cnn.onnx")]
    public void InspectShowsInputsOperatorsAndLayers()
    {
        var outcome = Tool.Run("inspect", Assets.Path("assets/cnn.onnx"));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Snapshot.Match(outcome.Output);
    }

    [Theory]
    [InlineData("64, 64", "uint8", "fit for TargetCpu=any: int8 operators give the same answers on every processor\n")]
    [InlineData("65, 64", "uint8", "fit for TargetCpu=x64-vnni: 1 of 1 int8 operators may saturate on x64 without VNNI\n\nmay saturate on x64 without VNNI:\n  node  operator       pairs of weights  of\n  y     MatMulInteger  1                 1\n")]
    [InlineData("64, 64", "int8", "fit for TargetCpu=arm64: 1 of 1 int8 operators have signed activations, which x64 has no fast kernels for\n")]
    public void InspectTellsTheTargetOfAQuantizedModel(string weights, string activations, string expected)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("q.onnx"), ModelWriter.ToBytes(ModelText.Parse($"g ({activations}[N,2] x) => (int32[N,1] y) <int8[2,1] w = {{{weights}}}> {{ y = MatMulInteger(x, w) }}")));

        Assert.EndsWith("\n\n" + expected, Tool.Run("inspect", folder.File("q.onnx")).Output.ReplaceLineEndings("\n"));
    }

    [FactNeeding("assets/cnn.onnx", "assets/fashion/gate.npz")]
    public void EvaluateGivesTheMetric()
    {
        var outcome = Tool.Run("evaluate", Assets.Path("assets/cnn.onnx"), "--data", Assets.Path("assets/fashion/gate.npz"));

        // The figure that the assets' own README states for this model.
        Assert.Equal((0, "accuracy 91.42 % (5000 samples)"), (outcome.ExitCode, outcome.Output.Split('\n')[0].TrimEnd()));
    }

    [FactNeeding("assets/cnn.onnx", "assets/fashion/gate.npz")]
    [Provokes("OB1002")]
    public void EvaluateNeedsLabels()
    {
        var outcome = Tool.Run("evaluate", Assets.Path("assets/cnn.onnx"), "--data", Assets.Path("assets/fashion/gate.npz"), "--metric", "agreement");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("OB1002: 'agreement' is not a value of Metric.", outcome.Error);
    }

    [FactNeeding("assets/cnn.onnx", "assets/lstm.onnx", "assets/fashion/gate.npz")]
    [Provokes("OB4001")]
    public void CompareJudgesWhereABudgetIsGiven()
    {
        using var folder = new TempFolder();
        string[] arguments = ["compare", Assets.Path("assets/cnn.onnx"), Assets.Path("assets/lstm.onnx"), "--data", Assets.Path("assets/fashion/gate.npz")];

        var shown = Tool.Run(arguments);
        var judged = Tool.Run([.. arguments, "--max-drop", "1pp", "--report", folder.File("report.json")]);

        Assert.Equal((0, 1), (shown.ExitCode, judged.ExitCode));
        Assert.StartsWith("accuracy fell from 91.42 % to 88.26 % (", shown.Output);
        Assert.Contains("error OB4001: ", judged.Error);
        Assert.Contains("\"verdict\": \"failed\"", File.ReadAllText(folder.File("report.json")));
    }

    [FactNeeding("assets/cnn.onnx", "assets/diamonds.onnx", "assets/fashion/gate.npz")]
    [Provokes("OB4009")]
    public void CompareNeedsTheSameInputs()
    {
        var outcome = Tool.Run("compare", Assets.Path("assets/cnn.onnx"), Assets.Path("assets/diamonds.onnx"), "--data", Assets.Path("assets/fashion/gate.npz"));

        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("error OB4009: ", outcome.Error);
        Assert.Contains("one takes float 'image', the other float 'features'", outcome.Error);
    }
}
