using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>An option may be changed in many places; what counts is its value.</summary>
[Collection(Builds.Name)]
public sealed class ChangedOption(Sandbox sandbox)
{
    const string Import = """<OptiBuildGate>$(GateOfTheTeam)</OptiBuildGate>""";

    Project Built(string item = """<OptimizeModel Include="garments.onnx" />""")
    {
        var project = new Project(sandbox).Items(item, Import).Write("garments.onnx", "weights").Write("Program.cs", App.Empty)
            .Write("Directory.Build.props", """<Project><Import Project="team.props" /></Project>""").Write("team.props", "<Project />");
        project.Build().MustSucceed();
        return project;
    }

    static void OptimizesOnceMore(Project project, params string[] arguments)
    {
        Assert.Equal(1, project.BuildWithoutRestore(arguments).MustSucceed().WorkerStarts);
        Assert.Equal(0, project.BuildWithoutRestore(arguments).MustSucceed().WorkerStarts);
    }

    [Fact]
    public void IsNoticedInTheProjectFile() => OptimizesOnceMore(Built().Items("""<OptimizeModel Include="garments.onnx" MaxDrop="2pp" />"""));

    [Fact]
    public void IsNoticedInDirectoryBuildProps() =>
        OptimizesOnceMore(Built().Write("Directory.Build.props", "<Project><PropertyGroup><OptiBuildMaxDrop>2pp</OptiBuildMaxDrop></PropertyGroup></Project>"));

    [Fact]
    public void IsNoticedInAnImportedFile() =>
        OptimizesOnceMore(Built().Write("team.props", "<Project><PropertyGroup><GateOfTheTeam>Warn</GateOfTheTeam></PropertyGroup></Project>"));

    [Fact]
    public void IsNoticedOnTheCommandLine() => OptimizesOnceMore(Built(), "-p:OptiBuildMaxDrop=2pp");

    [Fact]
    public void IsNoneWhereTheItemSaysTheSame() =>
        Assert.Equal(0, Built("""<OptimizeModel Include="garments.onnx" MaxDrop="2pp" />""").BuildWithoutRestore("-p:OptiBuildMaxDrop=3pp").MustSucceed().WorkerStarts);

    [Fact]
    public void ThatIsTakenBackFindsTheEarlierResult()
    {
        var project = Built();
        project.BuildWithoutRestore("-p:OptiBuildMaxDrop=2pp").MustSucceed();

        project.BuildWithoutRestore().MustSucceed();

        // A worker writes the reports, which are about the options that count now; it makes no model.
        Assert.Equal(["garments.onnx", "garments.onnx"], project.Optimized);
    }
}
