using System.Text.Json;
using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>
/// What Visual Studio asks for before it decides whether to build at all: it compares, set by set, the newest input with the oldest output.
/// https://github.com/dotnet/project-system/blob/main/docs/up-to-date-check.md
/// </summary>
[Collection(Builds.Name)]
public sealed class UpToDateCheck(Sandbox sandbox)
{
    static readonly DateTime Tomorrow = DateTime.UtcNow.AddDays(1);

    sealed record Listed(string File, string Set);

    Project Built()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="a.onnx;b.onnx" CalibrationData="data" />""")
            .Write("a.onnx", "a").Write("b.onnx", "b").Write("data/x.csv", "1").Write("Program.cs", App.Empty)
            .Write("Directory.Build.targets", """
                <Project>
                  <Target Name="CollectUpToDateCheckInputDesignTime" Returns="@(UpToDateCheckInput)" />
                  <Target Name="CollectUpToDateCheckBuiltDesignTime" Returns="@(UpToDateCheckBuilt)" />
                </Project>
                """);
        project.Build().MustSucceed();
        return project;
    }

    static Listed[] Ask(Project project, string kind)
    {
        var answer = project.Ask("msbuild", project.PathOf("app.csproj"), $"-getItem:UpToDateCheck{kind}", $"-t:CollectUpToDateCheck{kind}DesignTime", "-p:DesignTimeBuild=true", "-nodeReuse:false");
        Assert.True(answer.ExitCode == 0, answer.Output);
        using var json = JsonDocument.Parse(answer.Output);
        return [.. json.RootElement.GetProperty("Items").GetProperty("UpToDateCheck" + kind).EnumerateArray()
            .Select(i => new Listed(i.GetProperty("FullPath").GetString()!, i.TryGetProperty("Set", out var set) ? set.GetString()! : ""))];
    }

    static DateTime Newest(IEnumerable<Listed> files) => files.Max(f => File.GetLastWriteTimeUtc(f.File));

    [Fact]
    public void KnowsModelsAndDataAndWhatWasMadeOfThem()
    {
        var project = Built();

        var (inputs, outputs) = (Ask(project, "Input"), Ask(project, "Built"));

        Assert.Equal(["a.onnx", "b.onnx", "data/x.csv"], inputs.Select(i => Path.GetRelativePath(project.Folder, i.File)).Order(StringComparer.Ordinal));
        Assert.Equal(2, outputs.Select(o => o.Set).Distinct().Count());
        Assert.Equal(outputs.Select(o => o.Set).Order(StringComparer.Ordinal), inputs.Single(i => i.File.EndsWith("x.csv", StringComparison.Ordinal)).Set.Split(';').Order(StringComparer.Ordinal));
        Assert.All(outputs, o => Assert.True(Newest(inputs.Where(i => i.Set.Contains(o.Set, StringComparison.Ordinal))) <= File.GetLastWriteTimeUtc(o.File)));
    }

    [Fact]
    public void IsSatisfiedAfterABuildAlsoWhereOnlyTimesChanged()
    {
        var project = Built();
        File.SetLastWriteTimeUtc(project.PathOf("a.onnx"), DateTime.UtcNow);

        project.BuildWithoutRestore().MustSucceed();

        var (inputs, outputs) = (Ask(project, "Input"), Ask(project, "Built"));
        Assert.All(outputs, o => Assert.True(Newest(inputs.Where(i => i.Set.Contains(o.Set, StringComparison.Ordinal))) <= File.GetLastWriteTimeUtc(o.File)));
        File.SetLastWriteTimeUtc(project.PathOf("b.onnx"), Tomorrow);
        Assert.Single(outputs, o => Newest(inputs.Where(i => i.Set.Contains(o.Set, StringComparison.Ordinal))) > File.GetLastWriteTimeUtc(o.File));
    }
}
