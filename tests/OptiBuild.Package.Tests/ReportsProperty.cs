using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class ReportsProperty(Sandbox sandbox)
{
    Project New(string properties = "", string model = "weights") => new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""", properties)
        .Write("garments.onnx", model).Write("Program.cs", App.PrintsGarments);

    static string[] Made(Project project, string folder) => [.. Directory.GetFiles(project.PathOf(folder), "report.*").Concat(Directory.GetFiles(project.PathOf(folder), "*.optibuild.*")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Fact]
    public void MakesJsonAndHtmlUnlessTheProjectSaysOtherwise()
    {
        var project = New();

        project.Build().MustSucceed();

        Assert.Equal(["report.html", "report.json"], Made(project, "obj/optibuild"));
    }

    [Fact]
    public void WritesToTheFolderThatIsNamed()
    {
        var project = New("<OptiBuildReports>html;sarif</OptiBuildReports><OptiBuildReportsFolder>artifacts/reports</OptiBuildReportsFolder><OptiBuildHistory>history.jsonl</OptiBuildHistory>");

        project.Build().MustSucceed();
        Assert.Equal(["app.optibuild.html", "app.optibuild.sarif"], Made(project, "artifacts/reports"));
        project.BuildWithoutRestore("-t:Clean").MustSucceed();

        Assert.Empty(Made(project, "artifacts/reports"));
        Assert.False(Directory.Exists(project.PathOf("obj/optibuild")));
        Assert.Equal("build\n", File.ReadAllText(project.PathOf("history.jsonl")));
    }

    [Fact]
    public void IsHeardWhenTheGateFailsAndTheBuildSaysWhereThePageIs()
    {
        var project = New(model: "worse");

        var build = project.Build();

        build.MustFailWith("OB4001");
        Assert.True(File.Exists(project.PathOf("obj/optibuild/report.html")));
        Assert.Contains(build.Messages, m => m.EndsWith(project.PathOf("obj/optibuild/report.html"), StringComparison.Ordinal));
    }

    [Fact]
    public void IsHeardWithoutOptimizingAgain()
    {
        var project = New();
        project.Build().MustSucceed();

        var second = project.BuildWithoutRestore("-p:OptiBuildReports=junit").MustSucceed();
        var third = project.BuildWithoutRestore("-p:OptiBuildReports=junit").MustSucceed();

        Assert.Equal((1, 0), (second.WorkerStarts, third.WorkerStarts));
        Assert.Equal(["garments.onnx"], project.Optimized);
        Assert.Contains("report.junit", Made(project, "obj/optibuild"));
    }

    [Fact]
    public void IsHeardAgainWhenSomebodyTookTheReportsAway()
    {
        var project = New("<OptiBuildReportsFolder>reports</OptiBuildReportsFolder>");
        project.Build().MustSucceed();
        Directory.Delete(project.PathOf("reports"), recursive: true);

        var second = project.BuildWithoutRestore().MustSucceed();
        var third = project.BuildWithoutRestore().MustSucceed();

        Assert.Equal((1, 0), (second.WorkerStarts, third.WorkerStarts));
        Assert.Equal(["app.optibuild.html", "app.optibuild.json"], Made(project, "reports"));
        Assert.Equal(["garments.onnx"], project.Optimized);
    }

    [Fact]
    public void LeavesNothingOfAnEarlierBuildWhenTheOptimizerCrashes()
    {
        var project = New("<OptiBuildReportsFolder>reports</OptiBuildReportsFolder><OptiBuildHistory>reports/app.optibuild.jsonl</OptiBuildHistory>");
        project.Build().MustSucceed();

        project.Write("garments.onnx", "vanish").BuildWithoutRestore().MustFailWith("OB9003");

        Assert.Equal(["app.optibuild.jsonl"], Made(project, "reports"));
    }
}
