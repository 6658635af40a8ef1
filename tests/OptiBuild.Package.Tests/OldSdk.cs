using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class OldSdk(Sandbox sandbox)
{
    Project New() => new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "weights").Write("Program.cs", App.PrintsGarments);

    [Fact]
    public void FailsWithOB0007SayingWhatWasFoundAndWhatToDo()
    {
        // Only this SDK is here; its number is all that the targets ask for.
        var project = New();
        project.Build("-t:Restore").MustSucceed();

        var error = project.BuildWithoutRestore("-p:NETCoreSdkVersion=9.0.304").MustFailWith("OB0007");

        Assert.Equal("OptiBuild needs the .NET SDK 10.0.100 or later, and '9.0.304' builds this project. Install a later one, name it in global.json, or set OptiBuildEnabled=false.", error.Text);
        Assert.Empty(project.Optimized);
        project.BuildWithoutRestore("-p:NETCoreSdkVersion=9.0.304", "-p:OptiBuildEnabled=false").MustSucceed();
    }

    [Theory]
    [InlineData("10.0.100")]
    [InlineData("11.0.100-preview.1.26000.1")]
    public void IsNoneFromTheFirstOfDotNet10On(string version)
    {
        var project = New();
        project.Build("-t:Restore").MustSucceed();

        project.BuildWithoutRestore("-p:NETCoreSdkVersion=" + version).MustSucceed();

        Assert.Equal(["garments.onnx"], project.Optimized);
    }
}
