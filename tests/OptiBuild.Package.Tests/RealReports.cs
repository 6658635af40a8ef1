using System.Text.Json;
using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>What the real optimizer writes for people and CI systems.</summary>
[Collection(Builds.Name)]
public sealed class RealReports(Sandbox sandbox)
{
    const string AllForms = "-p:OptiBuildReports=json%3Bhtml%3Bmarkdown%3Bsarif%3Bjunit", Place = "-p:OptiBuildReportsFolder=out", History = "-p:OptiBuildHistory=history.jsonl";
    const int LineOfTheItem = 11;

    [Fact]
    public void TellHowTheGateEndedInEveryFormAndAreOfThisBuildOnly()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="tiny.onnx" ValidationData="data.npz" Effort="fast" />""", worker: "real")
            .Write("tiny.onnx", TinyModel.Onnx()).Write("data.npz", TinyModel.Data()).Write("Program.cs", App.Empty);
        var summary = project.PathOf("step.md");
        project.Environment("GITHUB_STEP_SUMMARY", summary);

        var passed = project.Build(AllForms, Place, History).MustSucceed();
        var again = project.BuildWithoutRestore(AllForms, Place, History).MustSucceed();
        var afterPassing = (Sarif(project).GetArrayLength(), Lines(summary), Lines(project.PathOf("history.jsonl")));
        var failed = project.BuildWithoutRestore(AllForms, Place, History, "-p:OptiBuildMinSizeReduction=99%").MustFailWith("OB4006");

        Assert.Equal((1, 0), (passed.WorkerStarts, again.WorkerStarts));
        Assert.Single(BuildResult.LinesOf(passed.Output, "message OB3054: tiny.onnx: "));
        Assert.Equal((1, 1), (afterPassing.Item1, afterPassing.Item3));
        Assert.True(Lines(summary) > afterPassing.Item2);
        var error = Sarif(project).EnumerateArray().Single(r => r.GetProperty("ruleId").GetString() == "OB4006");
        var location = error.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal(("app.csproj", LineOfTheItem), (location.GetProperty("artifactLocation").GetProperty("uri").GetString(), location.GetProperty("region").GetProperty("startLine").GetInt32()));
        Assert.Equal(LineOfTheItem, failed.LineNumber);
        Assert.Contains("OB4006", File.ReadAllText(project.PathOf("out/app.optibuild.html")), StringComparison.Ordinal);
        Assert.Contains("<failure", File.ReadAllText(project.PathOf("out/app.optibuild.xml")), StringComparison.Ordinal);
        Assert.Contains("OB4006", File.ReadAllText(project.PathOf("out/app.optibuild.md")), StringComparison.Ordinal);

        project.BuildWithoutRestore("-t:Clean", Place).MustSucceed();
        Assert.Empty(Directory.GetFiles(project.PathOf("out")));
        Assert.False(Directory.Exists(project.PathOf("obj/optibuild")));
    }

    static int Lines(string file) => File.ReadAllLines(file).Length;

    static JsonElement Sarif(Project project)
    {
        using var sarif = JsonDocument.Parse(File.ReadAllBytes(project.PathOf("out/app.optibuild.sarif")));
        return sarif.RootElement.GetProperty("runs")[0].GetProperty("results").Clone();
    }
}
