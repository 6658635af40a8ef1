using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class UnwritableFolder(Sandbox sandbox)
{
    [Fact]
    public void FailsWithOB1005()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "weights").Write("Program.cs", App.Empty)
            .Write("obj/optibuild", "a file where a folder belongs");

        var error = project.Build().MustFailWith("OB1005");

        Assert.Contains("obj/optibuild", error.Text, StringComparison.Ordinal);
    }
}
