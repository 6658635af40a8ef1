using OptiBuild.Package.Tests.Infra;
using Xunit.Abstractions;

namespace OptiBuild.Package.Tests;

/// <summary>Visual Basic and F# get the resource, and are told that there is no class.</summary>
[Collection(Builds.Name)]
public sealed class OtherLanguages(Sandbox sandbox, ITestOutputHelper output)
{
    static string ProjectText(string compile) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <OptiBuildWorker>{Sandbox.FakeWorker}</OptiBuildWorker>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="OptiBuild" Version="0.1.0" PrivateAssets="all" />
            <OptimizeModel Include="net.onnx" />
            {compile}
          </ItemGroup>
        </Project>
        """;

    // Provokes("OB0009")
    [Theory]
    [InlineData("app.vbproj", "", "VB", "Program.vb", """
        Imports System.IO
        Module Program
            Sub Main()
                Dim stream = GetType(Program).Assembly.GetManifestResourceStream("OptiBuild/net.onnx")
                System.Console.WriteLine(New StreamReader(New Compression.BrotliStream(stream, Compression.CompressionMode.Decompress)).ReadToEnd())
            End Sub
        End Module
        """)]
    [InlineData("app.fsproj", """<Compile Include="Program.fs" />""", "F#", "Program.fs", """
        open System.IO
        open System.IO.Compression
        let stream = System.Reflection.Assembly.GetExecutingAssembly().GetManifestResourceStream("OptiBuild/net.onnx")
        System.Console.WriteLine((new StreamReader(new BrotliStream(stream, CompressionMode.Decompress))).ReadToEnd())
        """)]
    public void EmbedTheModelWithoutAClassAndSayItOnce(string project, string compile, string language, string file, string code)
    {
        var app = new Project(sandbox).Write(project, ProjectText(compile)).Write("net.onnx", "weights").Write(file, code);
        var restored = app.Build("-t:Restore");
        if (!restored.Succeeded)
        {
            output.WriteLine($"Skipped: {language} cannot be restored here. {restored.Output}");
            return;
        }

        var first = app.BuildWithoutRestore().MustSucceed();
        var second = app.BuildWithoutRestore().MustSucceed();

        Assert.Contains($": message OB0009: {language} gets no class that opens the models", Assert.Single(BuildResult.LinesOf(first.Output, "OB0009")), StringComparison.Ordinal);
        Assert.DoesNotContain("OB0009", second.Output, StringComparison.Ordinal);
        Assert.Equal("weights", app.Run());
        Assert.Empty(Directory.GetFiles(app.PathOf("obj"), "OptiBuild.Models.g.cs", SearchOption.AllDirectories));
    }
}
