using OptiBuild.Package.Tests.Infra;
using Xunit.Abstractions;

namespace OptiBuild.Package.Tests;

/// <summary>Every way to publish an app, for the machine that the tests run on; the result is run.</summary>
[Collection(Builds.Name)]
public sealed class PublishedApp(Sandbox sandbox, ITestOutputHelper output)
{
    const string PrintsBoth = """
        System.Console.WriteLine(System.Text.Encoding.UTF8.GetString(app.Models.Garments.ReadAllBytes()) + " " + System.Text.Encoding.UTF8.GetString(app.Models.Shoes.ReadAllBytes()) + " " + app.Models.Shoes.Inputs.ImageT);
        """;

    static readonly string Runtime = System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier;

    // NuGet could not find or reach a package.
    static readonly string[] Unrestorable = ["NU1100", "NU1101", "NU1102", "NU1301"];

    [Theory]
    [InlineData("PublishSingleFile", "--no-self-contained", "-p:PublishSingleFile=true")]
    [InlineData("PublishReadyToRun", "--no-self-contained", "-p:PublishReadyToRun=true")]
    [InlineData("PublishTrimmed", "--self-contained", "-p:PublishTrimmed=true", "-p:PublishSingleFile=true", "-p:EnableCompressionInSingleFile=true")]
    [InlineData("PublishAot", "-p:PublishAot=true")]
    public void ReadsItsModelsInsideAndBeside(string way, params string[] arguments)
    {
        var app = new Project(sandbox).Items("""
            <OptimizeModel Include="garments.onnx" />
            <OptimizeModel Include="Models/shoes.onnx" Embed="Content" />
            """).Write("garments.onnx", "inside").Write("Models/shoes.onnx", "beside").Write("Program.cs", PrintsBoth);
        string[] all = ["-r", Runtime, "-o", app.PathOf("out"), .. arguments];

        var published = app.Do("publish", all);
        if (published.Errors.Any(e => Unrestorable.Contains(e.Code)) || (way == "PublishAot" && published.Errors.Any(e => e.Text.Contains("linker", StringComparison.OrdinalIgnoreCase))))
        {
            output.WriteLine($"Skipped: {way} needs what is not here. {published.Errors[0].Text}");
            return;
        }

        Assert.Equal(1, published.MustSucceed().WorkerStarts);
        Assert.Equal("beside", File.ReadAllText(app.PathOf("out/Models/shoes.onnx")));
        Assert.Empty(published.Warnings);
        Assert.Equal("inside beside image<T>", app.RunPublished(OperatingSystem.IsWindows() ? "out/app.exe" : "out/app"));
        Assert.Equal(way is "PublishReadyToRun", File.Exists(app.PathOf("out/app.dll")));
    }
}
