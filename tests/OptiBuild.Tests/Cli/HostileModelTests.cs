using System.Text;
using OptiBuild.Engine.Reports;
using OptiBuild.Tests.Engine;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Cli;

/// <summary>What every command prints and writes about a model with hostile names, from end to end.</summary>
public class HostileModelTests
{
    /// <summary>Five cells of at most 300 characters, and the gaps between them.</summary>
    const int LongestLine = 5 * 320;

    static readonly string[] Files = [.. ReportForms.All.Select(f => "report" + f.Extension)];

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(11)]
    [InlineData(30)]
    [InlineData(46)]
    public void NoCommandPrintsANameAsItIs(int turn)
    {
        using var run = PipelineRun.Of(HostileModel.Of(turn));
        var classes = run.Folder.Write("classes.txt", Encoding.UTF8.GetBytes(string.Join('\n', HostileText.Whole.Where(t => t.Trim().Length > 0 && !t.Any(char.IsControl) && !t.Contains('\u2028')).Skip(turn % 20).Take(4))));
        var (calibration, validation, output) = (run.Folder.File("calibrate.npz"), run.Folder.File("validate.npz"), run.Folder.File("out.onnx"));
        string[] reports = [.. Files.SelectMany(f => new[] { "--report", run.Folder.File(f) })];

        Shows(run, ["inspect", run.Model]);
        Shows(run, ["optimize", run.Model, "-o", output, "--calibration-data", calibration, "--validation-data", validation, "--quantization", "int8", "--class-names", classes, "--effort", "fast", "--gate", "Off", "--history", run.Folder.File("history.jsonl"), .. reports]);
        Shows(run, ["inspect", output]);
        Shows(run, ["evaluate", run.Model, "--data", validation, "--class-names", classes]);
        Shows(run, ["compare", run.Model, output, "--data", validation, "--class-names", classes]);
        Shows(run, ["baseline", run.Folder.File("report.json"), "-o", run.Folder.File("baseline.json")]);
        Shows(run, ["report", run.Folder.File("report.json"), "-o", run.Folder.File("again.html"), "--history", run.Folder.File("history.jsonl")]);

        foreach (var file in (string[])[.. Files, "again.html", "baseline.json", "history.jsonl"]) HostileText.AssertHarmless(File.ReadAllText(run.Folder.File(file)), int.MaxValue);
    }

    /// <summary>With what went wrong inside, which ONNX Runtime tells with the model's own words.</summary>
    [Theory]
    [InlineData("::error::x\n##vso[x]\u001b[31m")]
    [InlineData("\u202E\uFFFE</script>")]
    public void NoFailureShowsWhatTheModelSays(string name)
    {
        using var run = PipelineRun.OfFile("m.onnx", Broken(name));

        foreach (var stack in (string[])["", "1"])
        {
            var outcome = Tool.RunWith(("OPTIBUILD_STACK", stack), "optimize", run.Model, "--gate", "Off", "--quantization", "none");

            Assert.Equal(1, outcome.ExitCode);
            HostileText.AssertHarmless(outcome.Error.Replace("\r\n", "\n", StringComparison.Ordinal), LongestLine);
        }
    }

    /// <summary>A product whose shapes do not fit: ONNX Runtime names node and values.</summary>
    static byte[] Broken(string name)
    {
        var model = ModelSamples.Parse("g (float[2,3] x) => (float[2,3] y) <float[5,7] w = ~> { y = MatMul(x, w) }");
        model.Graph.Nodes[0].Name = name;
        model.Graph.Rename(model.Graph.Values.Single(v => v.Data is not null), name);
        return OptiBuild.Onnx.ModelWriter.ToBytes(model);
    }

    static void Shows(PipelineRun run, string[] arguments)
    {
        var outcome = Tool.Run(arguments);

        Assert.True(outcome.ExitCode == 0, $"{arguments[0]}: {outcome.Error}");
        HostileText.AssertHarmless(outcome.Output.Replace("\r\n", "\n", StringComparison.Ordinal), LongestLine);
        HostileText.AssertHarmless(outcome.Error.Replace("\r\n", "\n", StringComparison.Ordinal), LongestLine);
        Assert.True(Directory.Exists(run.Folder.Path));
    }
}
