using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>What the generated class says of the classes and the gate, in projects old and new.</summary>
[Collection(Builds.Name)]
public sealed class GeneratedEvidence(Sandbox sandbox)
{
    static readonly string[] Odd = ["Evidence", "say \"hi\"", @"back\slash", "größe 🎈", "50 %, a|b", "</summary>", "null", "{0}"];

    [Fact]
    public void HoldsAThousandClassesOfAnyNameInOldCSharp()
    {
        string[] names = [.. Odd, .. Enumerable.Range(0, 1000).Select(i => $"class {i}")];
        var project = new Project(sandbox)
            .Items("""<OptimizeModel Include="evidence.onnx" ClassNames="names.txt" />""", "<LangVersion>6</LangVersion>")
            .Write("evidence.onnx", "weights").Write("names.txt", string.Join('\n', names))
            .Write("Program.cs", """
                class Program
                {
                    static void Main()
                    {
                        System.Console.OutputEncoding = System.Text.Encoding.UTF8;
                        for (var i = 0; i < 8; i++) System.Console.WriteLine(app.Models.EvidenceModel.ClassNames[i]);
                        System.Console.WriteLine(app.Models.EvidenceModel.ClassNames.Count + " " + app.Models.EvidenceModel.Evidence.ClassesOptimized[1007] + " " + app.Models.EvidenceModel.Evidence.Classes[4]);
                    }
                }
                """);

        project.Build("-p:InvariantGlobalization=true").MustSucceed();

        Assert.Equal(string.Join('\n', [.. Odd, "1008 0.25 50 %, a|b"]), project.Run());
    }

    [Fact]
    public void CompilesForNetStandard()
    {
        var project = new Project(sandbox)
            .Items("""<OptimizeModel Include="net.onnx" ClassNames="names.txt" />""", "<OutputType>Library</OutputType><LangVersion>6</LangVersion>", "<TargetFramework>netstandard2.0</TargetFramework>")
            .Write("net.onnx", "weights").Write("names.txt", string.Join('\n', Odd))
            .Write("Code.cs", "class Code { static object M() { return app.Models.Net.ClassNames.Count + app.Models.Net.Evidence.Loss; } }");

        project.Build().MustSucceed();

        Assert.Contains("\"say \\\"hi\\\"\"", project.GeneratedClass("netstandard2.0"), StringComparison.Ordinal);
    }

    [Fact]
    public void CannotBearTheNameOfAMember()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="net.onnx" ClassName="Evidence" />""").Write("net.onnx", "weights").Write("Program.cs", App.Empty);

        var error = project.Build().MustFailWith("OB1002");

        Assert.StartsWith("'Evidence' is not a value of ClassName.", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void IsNotWrittenForVisualBasicWhichGetsTheResource()
    {
        var project = new Project(sandbox).Write("app.vbproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <OptiBuildWorker>{Sandbox.FakeWorker}</OptiBuildWorker>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="OptiBuild" Version="0.1.0" PrivateAssets="all" />
                <OptimizeModel Include="net.onnx" />
              </ItemGroup>
            </Project>
            """).Write("net.onnx", "weights").Write("Program.vb", """
            Module Program
                Sub Main()
                    System.Console.WriteLine(String.Join(" ", GetType(Program).Assembly.GetManifestResourceNames()))
                End Sub
            End Module
            """);

        project.Build().MustSucceed();

        Assert.Equal("OptiBuild/net.onnx", project.Run());
        Assert.False(File.Exists(project.PathOf("obj/Debug/net10.0/OptiBuild.Models.g.cs")));
    }
}
