using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class GermanMachine(Sandbox sandbox)
{
    [Fact]
    public void GetsTheSameClass()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "weights").Write("Program.cs", App.PrintsGarments);
        project.Build().MustSucceed();
        var english = project.GeneratedClass();

        project.Environment("LC_ALL", "de_DE.UTF-8").Environment("LANG", "de_DE.UTF-8").BuildWithoutRestore("-t:Rebuild").MustSucceed();

        Assert.Contains("public const double MetricOriginal = 0.9142D;", english, StringComparison.Ordinal);
        Assert.Equal(english, project.GeneratedClass());
    }
}
