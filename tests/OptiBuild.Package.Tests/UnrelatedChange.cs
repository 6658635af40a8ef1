using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>What happens in a project all day long is no reason to optimize again.</summary>
[Collection(Builds.Name)]
public sealed class UnrelatedChange(Sandbox sandbox)
{
    static readonly DateTime Tomorrow = DateTime.UtcNow.AddDays(1);

    Project Built()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" CalibrationData="data" />""")
            .Write("garments.onnx", "weights").Write("data/a.csv", "1").Write("Program.cs", App.PrintsGarments);
        project.Build().MustSucceed();
        return project;
    }

    [Fact]
    public void OfOtherPropertiesOptimizesNothing()
    {
        var project = Built();

        string[][] changes = [["-c:Release"], ["-p:Version=2.0.0", "-p:DebugType=none", "-p:OptiBuildThreads=1"]];

        Assert.All(changes, change => Assert.Equal(0, project.BuildWithoutRestore(change).MustSucceed().WorkerStarts));
    }

    [Fact]
    public void OfCodeCompilesAndOptimizesNothing()
    {
        var project = Built().Write("Program.cs", """System.Console.WriteLine("new " + app.Models.Garments.ReadAllBytes().Length);""").Write("More.cs", "class More;");

        Assert.Equal(0, project.BuildWithoutRestore().MustSucceed().WorkerStarts);
        Assert.Equal("new 7", project.Run());
    }

    [Fact]
    public void OfTheProjectFileElsewhereOrOfFilesBesideTheDataOptimizesNothing()
    {
        var project = Built().Items("""<OptimizeModel Include="garments.onnx" CalibrationData="data" />""", "<Description>other words</Description>").Write("notes.txt", "hello");

        Assert.Equal(0, project.Build().MustSucceed().WorkerStarts);
    }

    [Fact]
    public void OfTimesAloneOptimizesNothing()
    {
        var project = Built();
        foreach (var name in new[] { "garments.onnx", "data/a.csv" }) File.SetLastWriteTimeUtc(project.PathOf(name), Tomorrow);

        Assert.Equal(0, project.BuildWithoutRestore().MustSucceed().WorkerStarts);
    }
}
