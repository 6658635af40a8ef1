using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>Machines of other languages get the same class and read the same words.</summary>
[Collection(Builds.Name)]
public sealed class ForeignMachine(Sandbox sandbox)
{
    [Theory]
    [InlineData("de", "de_DE.UTF-8")]
    [InlineData("fr", "fr_FR.UTF-8")]
    [InlineData("tr", "tr_TR.UTF-8")]
    public void GetsTheSameClassAndTheSameDiagnostics(string language, string locale)
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="I_model.onnx;odd.onnx" ClassName="%(Filename)" EMBED="RESOURCE" />""")
            .Write("I_model.onnx", "weights").Write("odd.onnx", "doubtful").Write("Program.cs", App.Empty);
        var english = project.Build().MustSucceed();
        var written = project.GeneratedClass();

        var foreign = project.Environment("DOTNET_CLI_UI_LANGUAGE", language).Environment("LC_ALL", locale).Environment("LANG", locale).BuildWithoutRestore("-t:Rebuild").MustSucceed();

        Assert.Contains("public const double MetricOriginal = 0.9142D;", written, StringComparison.Ordinal);
        Assert.Contains("class I_model", written, StringComparison.Ordinal);
        Assert.Equal(written, project.GeneratedClass());
        Assert.Equal(Doubt(english), Doubt(foreign));
    }

    [Fact]
    public void ReadsTheRealOptimizersRefusalInTheSameWords()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="tiny.onnx" MaxDrop="0,5" ValidationData="data.npz" />""", worker: "real")
            .Write("tiny.onnx", TinyModel.Onnx()).Write("data.npz", TinyModel.Data()).Write("Program.cs", App.Empty);
        var english = project.Build().MustFailWith("OB1002");

        var turkish = project.Environment("DOTNET_CLI_UI_LANGUAGE", "tr").Environment("LC_ALL", "tr_TR.UTF-8").BuildWithoutRestore().MustFailWith("OB1002");

        Assert.Equal(english.Text, turkish.Text);
    }

    static string Doubt(BuildResult build) => Assert.Single(BuildResult.LinesOf(build.Output, "OB4012").Distinct(), l => l.StartsWith("app", StringComparison.Ordinal));
}
