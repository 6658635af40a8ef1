using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class UnsupportedPlatform(Sandbox sandbox)
{
    [Fact]
    public void FailsWithOB0005NamingThePlatformsThereAre()
    {
        var project = new Project(sandbox)
            .Items("""<OptimizeModel Include="tiny.onnx" Gate="Off" Quantization="weights" />""", worker: "packed")
            .Write("tiny.onnx", TinyModel.Onnx())
            .Write("Program.cs", App.Empty);

        var build = project.Build("-p:OptiBuildPlatform=freebsd-x64");

        var error = build.MustFailWith("OB0005");
        Assert.Equal(11, error.LineNumber);
        Assert.Contains("'freebsd-x64'", error.Text, StringComparison.Ordinal);
        Assert.Contains("linux-x64, osx-arm64, win-arm64 and win-x64", error.Text, StringComparison.Ordinal);
    }
}
