namespace OptiBuild.Package.Tests.Infra;

/// <summary>An app that references a library with a model. The app itself does not know OptiBuild.</summary>
static class AppWithLibrary
{
    const string ReadsTheLibrary = """
        System.Console.WriteLine(System.Text.Encoding.UTF8.GetString(lib.Models.Garments.ReadAllBytes()));
        """;

    public static Project Create(Sandbox sandbox, string item = """<OptimizeModel Include="garments.onnx" Access="public" />""", string framework = "<TargetFramework>net10.0</TargetFramework>") =>
        new Project(sandbox).Write("app.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <EnableDefaultItems>false</EnableDefaultItems>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="Program.cs" />
                <ProjectReference Include="lib/lib.csproj" />
              </ItemGroup>
            </Project>
            """).Write("Program.cs", ReadsTheLibrary).Write("lib/lib.csproj", Library(item, framework)).Write("lib/garments.onnx", "weights");

    public static string Library(string items, string framework = "<TargetFramework>net10.0</TargetFramework>", string properties = "", string reference = """PrivateAssets="all" """) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            {framework}
            <OptiBuildWorker>{Sandbox.FakeWorker}</OptiBuildWorker>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="OptiBuild" Version="0.1.0" {reference}/>
            {items}
          </ItemGroup>
        </Project>
        """;
}
