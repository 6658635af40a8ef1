using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class UnusualPath(Sandbox sandbox)
{
    [Theory]
    [InlineData("with spaces and größe 模型")]
    [InlineData("with @, # and 'quotes'")]
    public void OfAProjectWorks(string folder)
    {
        var project = new Project(sandbox, folder).Items("""<OptimizeModel Include="my models/größe 1.onnx" ClassName="Garments" CalibrationData="my data" />""")
            .Write("my models/größe 1.onnx", "weights").Write("my data/a b.csv", "1").Write("Program.cs", App.PrintsGarments);

        project.Build().MustSucceed();
        var second = project.BuildWithoutRestore().MustSucceed();

        Assert.Equal("weights", project.Run());
        Assert.Equal(0, second.WorkerStarts);
    }

    [Fact]
    public void OfAModelThatLooksLikeACultureStaysInTheMainAssembly()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="x.fr.onnx" ClassName="Garments" />""").Write("x.fr.onnx", "weights").Write("Program.cs", App.PrintsGarments);

        project.Build().MustSucceed();

        Assert.Equal("weights", project.Run());
        Assert.False(Directory.Exists(project.PathOf("bin/Debug/net10.0/fr")));
    }
}
