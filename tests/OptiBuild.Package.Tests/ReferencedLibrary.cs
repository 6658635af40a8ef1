using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>Models belong to the project that names them; whoever references it gets what was made of them.</summary>
[Collection(Builds.Name)]
public sealed class ReferencedLibrary(Sandbox sandbox)
{
    const string TwoFrameworks = "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>";

    static (int, int) TwoBuilds(Project app, params string[] arguments) =>
        (app.Build(arguments).MustSucceed().WorkerStarts, app.BuildWithoutRestore(arguments).MustSucceed().WorkerStarts);

    [Fact]
    public void IsOptimizedOnceAndReadableFromTheApp()
    {
        var app = AppWithLibrary.Create(sandbox);

        Assert.Equal((1, 0), TwoBuilds(app));
        Assert.Equal("weights", app.Run());
        Assert.False(Directory.Exists(app.PathOf("obj/optibuild")));
    }

    [Fact]
    public void IsOptimizedOnceInAGraphOfProjectsAlsoWhereTheyAreIsolated()
    {
        var app = AppWithLibrary.Create(sandbox, framework: TwoFrameworks);

        var graph = app.Build("-graph").MustSucceed();
        var isolated = app.Write("lib/garments.onnx", "changed").BuildWithoutRestore("-graph", "-isolate", "-m:2").MustSucceed();
        var unchanged = app.BuildWithoutRestore("-graph", "-isolate", "-m:2").MustSucceed();

        Assert.Equal((1, 1, 0), (graph.WorkerStarts, isolated.WorkerStarts, unchanged.WorkerStarts));
        Assert.Equal("changed", app.Run());
    }

    [Fact]
    public void IsOptimizedOnceInASolutionBuiltInParallel()
    {
        var app = AppWithLibrary.Create(sandbox, framework: TwoFrameworks).Write("all.slnx", """<Solution><Project Path="app.csproj" /><Project Path="lib/lib.csproj" /></Solution>""");

        var first = app.On("all.slnx", "build", "-m:2").MustSucceed();
        var second = app.On("all.slnx", "build", "-m:2").MustSucceed();

        Assert.Equal((1, 0), (first.WorkerStarts, second.WorkerStarts));
        Assert.Equal("weights", app.Run());
    }

    [Fact]
    public void CopiesContentBesideTheAppAlsoWhereItIsPublishedWithoutBuilding()
    {
        var app = AppWithLibrary.Create(sandbox, """<OptimizeModel Include="garments.onnx" Access="public" Embed="Content" />""");

        app.Build().MustSucceed();
        var published = app.Do("publish", "--no-build", "-c:Debug").MustSucceed();

        Assert.Equal("weights", app.Run());
        Assert.Equal(0, published.WorkerStarts);
        Assert.Equal("weights", File.ReadAllText(app.PathOf("bin/Debug/net10.0/publish/garments.onnx")));
    }

    [Fact]
    public void SharesAFileOfAcceptedResultsWithTheApp()
    {
        var app = new Project(sandbox)
            .Items("""<Compile Include="Program.cs" /><ProjectReference Include="lib/lib.csproj" /><OptimizeModel Include="a.onnx" />""", "<EnableDefaultItems>false</EnableDefaultItems>", worker: "real")
            .Write("lib/lib.csproj", AppWithLibrary.Library("""<OptimizeModel Include="b.onnx" />""").Replace(Sandbox.FakeWorker, "", StringComparison.Ordinal))
            .Write("Program.cs", App.Empty).Write("a.onnx", TinyModel.Onnx()).Write("lib/b.onnx", TinyModel.Onnx()).Write("data.npz", TinyModel.Data())
            .Write("Directory.Build.props", """
                <Project><PropertyGroup>
                  <OptiBuildBaseline>$(MSBuildThisFileDirectory)accepted.json</OptiBuildBaseline>
                  <OptiBuildValidationData>$(MSBuildThisFileDirectory)data.npz</OptiBuildValidationData>
                  <OptiBuildEffort>fast</OptiBuildEffort>
                </PropertyGroup></Project>
                """);

        app.Build("-m:2", "-p:OptiBuildAcceptBaseline=true").MustSucceed();

        var accepted = File.ReadAllText(app.PathOf("accepted.json"));
        Assert.Contains("\"a.onnx\"", accepted, StringComparison.Ordinal);
        Assert.Contains("\"b.onnx\"", accepted, StringComparison.Ordinal);
        app.BuildWithoutRestore("-m:2").MustSucceed();
    }
}
