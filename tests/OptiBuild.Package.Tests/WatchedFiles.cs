using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>'dotnet watch' builds again when a model changes, or the data it is judged by.</summary>
[Collection(Builds.Name)]
public sealed class WatchedFiles(Sandbox sandbox)
{
    [Theory]
    [InlineData("<TargetFramework>net10.0</TargetFramework>")]
    [InlineData("<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>")]
    public void AreModelsAndDataEachOnce(string framework)
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="my models/*.onnx" CalibrationData="data" Labels="labels.txt" />""", framework: framework)
            .Write("my models/a.onnx", "a").Write("my models/b.onnx", "b").Write("data/x.csv", "1").Write("data/deep/y;z.csv", "2").Write("labels.txt", "3").Write("notes.txt", "").Write("Program.cs", App.Empty);
        project.Build("-t:Restore").MustSucceed();

        var watched = project.Ask("watch", "--list", "--project", project.PathOf("app.csproj"), "--framework", "net10.0");

        Assert.True(watched.ExitCode == 0, watched.Output);
        Assert.Equal(
            ["Program.cs", "app.csproj", "data/deep/y;z.csv", "data/x.csv", "labels.txt", "my models/a.onnx", "my models/b.onnx"],
            watched.Output.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith(project.Folder, StringComparison.Ordinal) && !l.Contains("/obj/", StringComparison.Ordinal))
                .Select(l => Path.GetRelativePath(project.Folder, l)).Order(StringComparer.Ordinal));
    }
}
