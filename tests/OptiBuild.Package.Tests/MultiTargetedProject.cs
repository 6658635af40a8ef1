using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class MultiTargetedProject(Sandbox sandbox)
{
    const string Both = "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>";

    Project Library(string items) => new Project(sandbox)
        .Items(items, "<OutputType>Library</OutputType>", Both)
        .Write("garments.onnx", "weights").Write("Code.cs", "class Code { static object M() => app.Models.Garments.ReadAllBytes(); }");

    [Fact]
    public void OptimizesOnceAndCompressesWhereTheFrameworkCan()
    {
        var project = Library("""<OptimizeModel Include="garments.onnx;other.onnx" />""").Write("other.onnx", "more weights");

        var first = project.Build("-m:2").MustSucceed();
        var second = project.BuildWithoutRestore("-m:2").MustSucceed();

        Assert.Equal(["garments.onnx", "other.onnx"], project.Optimized);
        Assert.Equal((1, 0), (first.WorkerStarts, second.WorkerStarts));
        Assert.Contains("BrotliStream", project.GeneratedClass("net10.0"), StringComparison.Ordinal);
        Assert.DoesNotContain("BrotliStream", project.GeneratedClass("netstandard2.0"), StringComparison.Ordinal);
        Assert.Contains("garments.onnx is embedded without compression: this target framework does not have Brotli.", first.Messages);
    }

    [Fact]
    public void OptimizesPerFrameworkWhereOptionsDiffer()
    {
        var project = Library("""
            <OptimizeModel Include="garments.onnx" MaxDrop="2pp" Condition="'$(TargetFramework)' == 'net10.0'" />
            <OptimizeModel Include="garments.onnx" Condition="'$(TargetFramework)' != 'net10.0'" />
            """);

        project.Build("-m:2").MustSucceed();

        Assert.Equal(["garments.onnx", "garments.onnx"], project.Optimized);
    }

    [Fact]
    public void IsRebuiltWhileOneFrameworkCleansAndTheOtherBuilds()
    {
        var project = Library("""<OptimizeModel Include="garments.onnx" />""");

        project.Build("-m:2").MustSucceed();
        project.BuildWithoutRestore("-t:Rebuild", "-m:2").MustSucceed();

        Assert.Equal(["garments.onnx", "garments.onnx"], project.Optimized);
    }

    [Fact]
    public void ReportsAFailedGateOnce()
    {
        var project = Library("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "worse");

        project.Build("-m:2").MustFailWith("OB4001");

        Assert.False(File.Exists(project.Assembly("net10.0")));
    }
}
