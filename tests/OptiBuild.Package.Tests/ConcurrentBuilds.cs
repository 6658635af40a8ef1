using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>An editor and a command line, or two steps of a pipeline, build the same project at once.</summary>
[Collection(Builds.Name)]
public sealed class ConcurrentBuilds(Sandbox sandbox)
{
    [Fact]
    public async Task OfOneProjectOptimizeOnceAndBothSucceed()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "slow").Write("Program.cs", App.PrintsGarments);
        project.Build("-t:Restore").MustSucceed();

        // Of two configurations, since the compiler's own files are not made for two builds at once.
        string[] configurations = ["-c:Debug", "-c:Release"];
        var builds = await Task.WhenAll(configurations.Select(c => Task.Run(() => project.BuildWithoutRestore(c))));

        Assert.All(builds, build => build.MustSucceed());
        Assert.Equal(["garments.onnx"], project.Optimized);
        Assert.Equal("slow", project.Run());
    }
}
