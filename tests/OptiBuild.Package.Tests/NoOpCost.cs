using OptiBuild.Package.Tests.Infra;
using Xunit.Abstractions;

namespace OptiBuild.Package.Tests;

/// <summary>What a build pays in OptiBuild's targets when there is nothing to do.</summary>
[Collection(Builds.Name)]
public sealed class NoOpCost(Sandbox sandbox, ITestOutputHelper output)
{
    static readonly TimeSpan Bar = TimeSpan.FromMilliseconds(100);

    /// <summary>The bar holds for a machine that does nothing else; others build and test meanwhile.</summary>
    const int Margin = 3;

    const int DataFiles = 2000;

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void StaysBelowTheBar(int models)
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="models/*.onnx" CalibrationData="data" />""").Write("Program.cs", App.Empty);
        for (var i = 0; i < models; i++) project.Write($"models/m{i}.onnx", $"weights {i}");
        project.Write("data/a.csv", "1");
        project.Build().MustSucceed();

        var builds = Enumerable.Range(0, 3).Select(_ => project.BuildWithoutRestore().MustSucceed()).ToArray();

        var best = builds.Min(b => b.OptiBuildTime);
        output.WriteLine($"{models} models: {best.TotalMilliseconds:0} ms in OptiBuild's targets");
        Assert.All(builds, b => Assert.Equal(0, b.WorkerStarts));
        Assert.True(best < Bar * Margin, $"{best}");
    }

    [Fact]
    public void GrowsByLittleWithThousandsOfDataFiles()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="a.onnx;b.onnx" CalibrationData="data" />""").Write("a.onnx", "a").Write("b.onnx", "b").Write("Program.cs", App.Empty);
        for (var i = 0; i < DataFiles; i++) project.Write($"data/{i % 10}/{i}.png", "image");
        project.Build().MustSucceed();

        var time = Enumerable.Range(0, 2).Min(_ => project.BuildWithoutRestore().MustSucceed().OptiBuildTime);

        output.WriteLine($"{DataFiles} data files: {time.TotalMilliseconds:0} ms in OptiBuild's targets");
        Assert.True(time < Bar * Margin, $"{time}");
    }
}
