using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class OnnxRuntimeOfTheApp(Sandbox sandbox)
{
    const string Versions = """
        System.Console.WriteLine(Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetVersionString() + " " + app.Models.Tiny.OnnxRuntimeVersion);
        using var session = app.Models.Tiny.CreateSession();
        """;

    static string Reference(string version) => $"""<PackageReference Include="Microsoft.ML.OnnxRuntime" Version="{version}" />""";

    Project Real(string version) => new Project(sandbox)
        .Items($"""{Reference(version)}<OptimizeModel Include="tiny.onnx" ValidationData="data.npz" MaxDrop="1pp" />""", worker: "real")
        .Write("tiny.onnx", TinyModel.Onnx()).Write("data.npz", TinyModel.Data()).Write("Program.cs", Versions);

    [FactNeedingNpm]
    public void ModelsAreValidatedWithItWhenItIsOlder()
    {
        var project = Real("1.20.1").WithOlderRuntime();

        var build = project.Build().MustSucceed();

        Assert.Equal("1.20.1 1.20.1", project.Run());
        Assert.DoesNotContain("OB5002", build.Output, StringComparison.Ordinal);
        Assert.Equal(0, project.BuildWithoutRestore().MustSucceed().WorkerStarts);
    }

    [FactNeedingNpm]
    public void ModelsAreValidatedWithItWhenItIsNewer()
    {
        var project = Real("1.30.0").WithNewerRuntime();

        project.Build().MustSucceed();

        Assert.Equal("1.30.0 1.30.0", project.Run());
    }

    [Fact]
    public void AWarningTellsWhereItDoesNotLoad()
    {
        var project = Real("1.22.0").WithRuntime("1.22.0").Write("Program.cs", "System.Console.WriteLine(app.Models.Tiny.OnnxRuntimeVersion);");

        var build = project.Build().MustSucceed();

        Assert.Contains(": warning OB5002: tiny.onnx: Microsoft.ML.OnnxRuntime 1.22.0 of this project cannot be loaded here: its package has no native library for ", build.Output, StringComparison.Ordinal);
        Assert.Equal("1.29.0", project.Run());
        Assert.DoesNotContain(" OB5002: ", project.Build("-p:NoWarn=OB5002", "-t:Rebuild").MustSucceed().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AModelThatItCannotRunIsAnError()
    {
        var project = Real("1.11.0").WithRuntime("1.11.0").Write("Program.cs", App.Empty);

        var error = project.Build().MustFailWith("OB5001");

        Assert.Contains("Reference version 1.12 or newer of the package", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherVersionMakesTheResultAnew()
    {
        var project = new Project(sandbox).WithRuntime("1.21.1").WithRuntime("1.23.0").Items($"""{Reference("$(Ort)")}<OptimizeModel Include="garments.onnx" />""")
            .Write("garments.onnx", "weights").Write("Program.cs", App.PrintsGarments);

        int[] starts = [.. new[] { "1.21.1", "1.21.1", "1.23.0", "1.23.0" }.Select(v => project.Build("-p:Ort=" + v).MustSucceed().WorkerStarts)];

        Assert.Equal([1, 0, 1, 0], starts);
    }

    [Fact]
    public void FrameworksWithDifferentVersionsShareOneRun()
    {
        var project = new Project(sandbox).WithRuntime("1.21.1").WithRuntime("1.23.0")
            .Items("""
                <PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.21.1" Condition="'$(TargetFramework)' == 'netstandard2.0'" />
                <PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.23.0" Condition="'$(TargetFramework)' == 'net10.0'" />
                <OptimizeModel Include="garments.onnx" />
                """, "<OutputType>Library</OutputType>", "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>")
            .Write("garments.onnx", "weights").Write("Code.cs", "class Code { static object M() => app.Models.Garments.ReadAllBytes(); }");

        int[] starts = [project.Build("-m:2").MustSucceed().WorkerStarts, project.BuildWithoutRestore("-m:2").MustSucceed().WorkerStarts];

        Assert.Equal([1, 0], starts);
        var job = File.ReadAllText(project.PathOf("obj/optibuild/job.json"));
        Assert.Contains("\"version\":\"1.21.1\"", job, StringComparison.Ordinal);
        Assert.Contains("\"version\":\"1.23.0\"", job, StringComparison.Ordinal);
    }
}
