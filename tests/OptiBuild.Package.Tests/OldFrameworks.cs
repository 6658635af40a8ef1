using OptiBuild.Package.Tests.Infra;
using Xunit.Abstractions;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class OldFrameworks(Sandbox sandbox, ITestOutputHelper output)
{
    [Theory]
    [InlineData("net472", "6")]
    [InlineData("netstandard2.0", "7.3")]
    public void GetTheModelWithoutCompressionAndAClassThatCompiles(string framework, string language)
    {
        var references = framework == "net472" ? """<PackageReference Include="Microsoft.NETFramework.ReferenceAssemblies" Version="1.0.3" PrivateAssets="all" />""" : "";
        var library = new Project(sandbox).Write("app.csproj", AppWithLibrary.Library(references + """<OptimizeModel Include="garments.onnx" />""",
                $"<TargetFramework>{framework}</TargetFramework>", $"<LangVersion>{language}</LangVersion><TreatWarningsAsErrors>true</TreatWarningsAsErrors>"))
            .Write("garments.onnx", "weights").Write("Code.cs", "class Code { static object M() { return app.Models.Garments.ReadAllBytes(); } }");
        var restored = library.Build("-t:Restore");
        if (!restored.Succeeded)
        {
            output.WriteLine($"Skipped: {framework} cannot be restored here. {restored.Output}");
            return;
        }

        library.BuildWithoutRestore().MustSucceed();

        var assembly = File.ReadAllBytes(library.Assembly(framework));
        Assert.True(assembly.AsSpan().IndexOf("weights"u8) > 0);
        Assert.DoesNotContain("Brotli", library.GeneratedClass(framework), StringComparison.Ordinal);
    }
}
