using System.IO.Compression;
using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class NonSdkProject(Sandbox sandbox)
{
    [Fact]
    public void FailsWithOB0001InsteadOfBuildingWithoutTheModel()
    {
        var project = new Project(sandbox).Write("app.csproj", """
            <Project DefaultTargets="Build">
              <ItemGroup><OptimizeModel Include="garments.onnx" /></ItemGroup>
              <Target Name="Build" />
              <Import Project="package/build/OptiBuild.targets" />
            </Project>
            """);
        ZipFile.ExtractToDirectory(Sandbox.Package, project.PathOf("package"));

        var build = project.BuildWithoutRestore();

        Assert.Equal(2, build.MustFailWith("OB0001").LineNumber);
    }
}
