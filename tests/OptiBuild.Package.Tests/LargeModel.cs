using OptiBuild.Onnx;
using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>A model that no resource can hold: with its weights in a file of their own. The worker is told to take a tiny one for such.</summary>
[Collection(Builds.Name)]
public sealed class LargeModel(Sandbox sandbox)
{
    const string Warns = "<WarningsNotAsErrors>OB2012</WarningsNotAsErrors>";

    Project Tiny(string metadata, string properties = Warns, string more = "") => new Project(sandbox)
        .Items($"""
            <PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.29.0" />
            <OptimizeModel Include="Models/tiny.onnx" Gate="Off" CalibrationData="data.npz" Effort="fast" {metadata} />
            {more}
            """, properties, worker: "real")
        .Write("Models/tiny.onnx", TinyModel.Onnx()).Write("data.npz", TinyModel.Data()).Write("Program.cs", App.Classifies());

    static Project WithWeightsBeside(Project project)
    {
        ModelWriter.Write(ModelReader.Read(project.PathOf("Models/tiny.onnx")), project.PathOf("Models/tiny.onnx"), inlineLimit: 0);
        return project;
    }

    static bool[] Copied(Project project, string folder) =>
        [.. new[] { "tiny.onnx", "tiny.onnx.data" }.Select(f => File.Exists(project.PathOf($"{folder}/Models/{f}")))];

    [Fact]
    public void IsShippedAsContentWithItsWeightsAndSaysSo()
    {
        var project = Tiny("").Environment("OPTIBUILD_INLINE_LIMIT", "100");

        var first = project.Build("-t:Publish").MustSucceed();
        var second = project.BuildWithoutRestore().MustSucceed();

        Assert.Equal("1", project.Run());
        Assert.Equal([true, true], Copied(project, "bin/Debug/net10.0/publish"));
        Assert.Equal((1, 0), (first.WorkerStarts, second.WorkerStarts));
        Assert.All([first, second], b => Assert.Equal("OB2012", Assert.Single(b.Warnings).Code));
        Assert.Contains("): warning OB2012: Model 'Models/tiny.onnx' is shipped as Content beside the app, not as a resource: it has ", first.Output, StringComparison.Ordinal);

        File.Delete(Directory.GetFiles(project.PathOf("obj/optibuild"), "*.data", SearchOption.AllDirectories).Single());
        Assert.Equal(1, project.BuildWithoutRestore().MustSucceed().WorkerStarts);
        Assert.Equal("1", project.Run());

        // What fits again is a resource again, and nothing is left of the other form.
        project.Environment("OPTIBUILD_INLINE_LIMIT", "").Build("-p:OptiBuildQuantization=weights").MustSucceed();
        Assert.Equal("1", project.Run());
        Assert.Equal([false, false], Copied(project, "bin/Debug/net10.0"));

        project.Do("clean").MustSucceed();
        Assert.False(Directory.Exists(project.PathOf("obj/optibuild")));
    }

    [Fact]
    public void IsContentWithoutAWordWhereContentIsAskedFor()
    {
        var project = Tiny("""Embed="Content" """, properties: "").Environment("OPTIBUILD_INLINE_LIMIT", "100");

        project.Build().MustSucceed();

        Assert.Equal("1", project.Run());
        Assert.Equal([true, true], Copied(project, "bin/Debug/net10.0"));
    }

    [Fact]
    public void CodeThatReadsItsBytesDoesNotCompileAndSaysWhatToDo()
    {
        var project = Tiny("""Embed="Content" """).Environment("OPTIBUILD_INLINE_LIMIT", "100").Write("Program.cs", "System.Console.WriteLine(app.Models.Tiny.ReadAllBytes().Length);");

        var build = project.Build();

        Assert.False(build.Succeeded);
        Assert.Contains("Open it by its path: CreateSession, or FilePath.", Assert.Single(build.Errors).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void IsPackedWithItsWeights()
    {
        var project = WithWeightsBeside(Tiny("""Embed="Content" """, "<OutputType>Library</OutputType><OptiBuildEnabled>false</OptiBuildEnabled>")).Write("Program.cs", "");

        project.Do("pack", "-o", project.PathOf("out")).MustSucceed();

        using var package = System.IO.Compression.ZipFile.OpenRead(Directory.GetFiles(project.PathOf("out"), "*.nupkg").Single());
        Assert.Equal(["contentFiles/any/net10.0/Models/tiny.onnx", "contentFiles/any/net10.0/Models/tiny.onnx.data"],
            package.Entries.Select(e => e.FullName).Where(e => e.Contains("tiny", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void SwitchedOffAnOriginalWithWeightsBesideItIsShippedWithThem()
    {
        var project = WithWeightsBeside(Tiny(""));

        var build = project.Build("-t:Publish", "-p:OptiBuildEnabled=false").MustSucceed();

        Assert.Equal(0, build.WorkerStarts);
        Assert.Equal("1", project.Run());
        Assert.Equal([true, true], Copied(project, "bin/Debug/net10.0/publish"));
        Assert.Contains("): warning OB2012: Model 'Models/tiny.onnx' is shipped as Content beside the app, not as a resource: its weights lie in 'tiny.onnx.data', which a resource cannot hold. ", build.Output, StringComparison.Ordinal);

        // Optimized, it is one file: a resource without a warning.
        Assert.Empty(project.BuildWithoutRestore().MustSucceed().Warnings);
        Assert.Equal("1", project.Run());
    }

    [Fact]
    public void SwitchedOffOriginalsMayShareTheirWeights()
    {
        var project = WithWeightsBeside(Tiny("", "<OptiBuildEnabled>false</OptiBuildEnabled>" + Warns, """<OptimizeModel Include="Models/second.onnx" />"""));
        File.Copy(project.PathOf("Models/tiny.onnx"), project.PathOf("Models/second.onnx"));

        project.Build().MustSucceed();

        Assert.Equal("1", project.Run());
        Assert.Equal([true, true], Copied(project, "bin/Debug/net10.0"));
    }

    [Fact]
    public void SwitchedOffOriginalsWithWeightsForOnePlaceFailWithOB1008()
    {
        var project = WithWeightsBeside(Tiny("""Embed="Content" Link="both/first.onnx" """, "<OptiBuildEnabled>false</OptiBuildEnabled>",
            """<OptimizeModel Include="Other/tiny.onnx" Embed="Content" Link="both/second.onnx" ClassName="Second" />"""));
        Directory.CreateDirectory(project.PathOf("Other"));
        foreach (var file in Directory.GetFiles(project.PathOf("Models"))) File.Copy(file, Path.Combine(project.PathOf("Other"), Path.GetFileName(file)));

        var error = project.Build().MustFailWith("OB1008");

        Assert.Equal("Models 'Models/tiny.onnx' and 'Other/tiny.onnx' would both get the place beside the app 'both/tiny.onnx.data'. Set Link on one of them.", error.Text);
    }
}
