using System.IO.Compression;
using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>OptiBuild is of use to the build of a library only; nobody who uses the library's package shall get it.</summary>
[Collection(Builds.Name)]
public sealed class PackedLibrary(Sandbox sandbox)
{
    const string Model = """<OptimizeModel Include="garments.onnx" Access="public" />""";
    const string Global = """<Project><PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup><ItemGroup>{0}</ItemGroup></Project>""";

    Project Library(string project) => new Project(sandbox).Write("app.csproj", project).Write("garments.onnx", "weights");

    static string Nuspec(Project project) => Read(project, "app.nuspec");

    static string Read(Project project, string name)
    {
        using var package = ZipFile.OpenRead(Directory.GetFiles(project.PathOf("out"), "*.nupkg").Single());
        using var text = new StreamReader(package.GetEntry(name)!.Open());
        return text.ReadToEnd();
    }

    static string[] Entries(Project project)
    {
        using var package = ZipFile.OpenRead(Directory.GetFiles(project.PathOf("out"), "*.nupkg").Single());
        return [.. package.Entries.Select(e => e.FullName)];
    }

    [Theory]
    [InlineData("")]
    [InlineData("""Embed="Content" """)]
    public void DependsOnNothingAndItsUserReadsTheModel(string embed)
    {
        var library = Library(AppWithLibrary.Library($"""<OptimizeModel Include="Models/garments.onnx" Access="public" {embed}/>""", properties: "<AssemblyName>lib</AssemblyName><RootNamespace>lib</RootNamespace><PackageId>Garments.Library</PackageId>"))
            .Write("Models/garments.onnx", "weights");
        var packed = library.Do("pack", "-o", library.PathOf("out")).MustSucceed();
        var user = new Project(sandbox).Write("app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <RestoreAdditionalProjectSources>{library.PathOf("out")}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{library.PathOf("packages")}</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Garments.Library" Version="1.0.0" /></ItemGroup>
            </Project>
            """).Write("Program.cs", "System.Console.WriteLine(System.Text.Encoding.UTF8.GetString(lib.Models.Garments.ReadAllBytes()));");

        var used = user.Build().MustSucceed();

        Assert.Empty(packed.Warnings);
        Assert.DoesNotContain("OptiBuild\"", Read(library, "Garments.Library.nuspec"), StringComparison.Ordinal);
        Assert.DoesNotContain("OptiBuild/", File.ReadAllText(user.PathOf("obj/project.assets.json")), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, used.OptiBuildTime);
        Assert.Equal("weights", user.Run());
        Assert.Equal(embed.Length > 0 ? ["contentFiles/any/net10.0/Models/garments.onnx"] : [], Entries(library).Where(e => e.EndsWith(".onnx", StringComparison.Ordinal)));
    }

    [Fact]
    public void WarnsWithOB0008WhereTheReferenceIsNotPrivate()
    {
        var library = Library(AppWithLibrary.Library(Model, reference: ""));

        var packed = library.Do("pack", "-o", library.PathOf("out")).MustSucceed();
        var built = library.BuildWithoutRestore().MustSucceed();

        // Provokes("OB0008")
        Assert.Equal("OB0008", Assert.Single(packed.Warnings).Code);
        Assert.Equal(8, packed.Warnings[0].LineNumber);
        Assert.Contains("): warning OB0008: Package 'app' will depend on OptiBuild", packed.Output, StringComparison.Ordinal);
        Assert.Contains("id=\"OptiBuild\"", Nuspec(library), StringComparison.Ordinal);
        Assert.Empty(built.Warnings);
    }

    [Theory]
    [InlineData("""<PackageVersion Include="OptiBuild" Version="0.1.0" />""", """Include="OptiBuild" PrivateAssets="all" """)]
    [InlineData("""<GlobalPackageReference Include="OptiBuild" Version="0.1.0" />""", null)]
    public void DependsOnNothingWhereVersionsAreManagedCentrally(string central, string? reference)
    {
        var project = AppWithLibrary.Library(Model).Replace("""<PackageReference Include="OptiBuild" Version="0.1.0" PrivateAssets="all" />""", reference is null ? "" : $"<PackageReference {reference} />", StringComparison.Ordinal);
        var library = Library(project).Write("Directory.Packages.props", Global.Replace("{0}", central, StringComparison.Ordinal));

        var packed = library.Do("pack", "-o", library.PathOf("out")).MustSucceed();

        Assert.Equal(1, packed.WorkerStarts);
        Assert.Empty(packed.Warnings);
        Assert.DoesNotContain("OptiBuild", Nuspec(library), StringComparison.Ordinal);
    }
}
