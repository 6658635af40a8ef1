using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class EmbedOption(Sandbox sandbox)
{
    [Fact]
    public void ContentCopiesTheModelBesideTheAppAndIntoThePublishedApp()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="Models/garments.onnx" Embed="Content" />""")
            .Write("Models/garments.onnx", "weights").Write("Program.cs", App.PrintsGarments);

        project.Build("-t:Publish").MustSucceed();

        Assert.Equal("weights", project.Run());
        Assert.Equal("weights", File.ReadAllText(project.PathOf("bin/Debug/net10.0/Models/garments.onnx")));
        Assert.Equal("weights", File.ReadAllText(project.PathOf("bin/Debug/net10.0/publish/Models/garments.onnx")));
    }

    [Fact]
    public void ContentFollowsAnOptionThatIsChangedBack()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" Embed="Content" />""").Write("garments.onnx", "first").Write("Program.cs", App.PrintsGarments);
        project.Build().MustSucceed();
        project.Build("-p:OptiBuildPruning=element").MustSucceed();
        var pruned = project.Run();

        project.BuildWithoutRestore().MustSucceed();

        Assert.Equal(("pruned first", "first"), (pruned, project.Run()));
    }

    [Fact]
    public void NoneOptimizesAndShipsNothing()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" Embed="None" />""").Write("garments.onnx", "weights").Write("Program.cs", App.PrintsResources);

        var build = project.Build().MustSucceed();

        Assert.Equal(1, build.WorkerStarts);
        Assert.Equal("", project.Run());
    }

    [Fact]
    public void CompressionNoneEmbedsTheModelAsItIs()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" Compression="None" LogicalName="g" Access="public" Namespace="Else.Where" />""")
            .Write("garments.onnx", "weights").Write("Program.cs", """
                var stream = System.Reflection.Assembly.GetExecutingAssembly().GetManifestResourceStream("g")!;
                System.Console.WriteLine(new System.IO.StreamReader(stream).ReadToEnd() + " " + typeof(Else.Where.Models.Garments).IsNestedPublic);
                """);

        project.Build().MustSucceed();

        Assert.Equal("weights True", project.Run());
    }

    [Fact]
    public void SwitchedOffEmbedsTheOriginal()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "worse").Write("Program.cs", App.PrintsGarments);

        var build = project.Build("-p:OptiBuildEnabled=false").MustSucceed();

        Assert.Equal(0, build.WorkerStarts);
        Assert.Equal("worse", project.Run());
    }
}
