using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class FirstBuild(Sandbox sandbox)
{
    const string PrintsWhatIsEmbedded = """
        using System;
        using System.Text;
        Console.WriteLine(string.Join(" ", typeof(app.Models).Assembly.GetManifestResourceNames()));
        Console.WriteLine(Encoding.UTF8.GetString(app.Models.Garments.ReadAllBytes()));
        Console.WriteLine(app.Models.Garments.Inputs.ImageT + " " + app.Models.Garments.LossUpper.ToString(System.Globalization.CultureInfo.InvariantCulture));
        """;

    [Fact]
    public void EmbedsTheModelAndTheAppReadsIt()
    {
        var project = new Project(sandbox)
            .Items("""<OptimizeModel Include="Models/garments.onnx" />""")
            .Write("Models/garments.onnx", "weights")
            .Write("Program.cs", PrintsWhatIsEmbedded);

        var build = project.Build().MustSucceed();

        Assert.Equal("OptiBuild/garments.onnx\nweights\nimage<T> 0.0031", project.Run());
        Assert.Contains("Models/garments.onnx → done", BuildResult.LinesOf(build.Output, "→"));
    }
}
