using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class UnsupportedPlatform(Sandbox sandbox)
{
    // Provokes("OB0005")
    [Fact]
    public void FailsWithOB0005NamingThePlatformsThereAre()
    {
        var project = new Project(sandbox)
            .Items("""<OptimizeModel Include="tiny.onnx" Gate="Off" Quantization="weights" />""", worker: "packed")
            .Write("tiny.onnx", TinyModel.Onnx())
            .Write("Program.cs", App.Empty);

        var build = project.Build("-p:OptiBuildPlatform=freebsd-x64");

        Assert.False(build.Succeeded);
        var error = Assert.Single(build.Errors);
        Assert.Equal("OB0005", error.Code);
        Assert.Contains("'freebsd-x64'", error.Text, StringComparison.Ordinal);
        Assert.Contains("linux-x64, osx-arm64, win-arm64 and win-x64", error.Text, StringComparison.Ordinal);
    }
}
