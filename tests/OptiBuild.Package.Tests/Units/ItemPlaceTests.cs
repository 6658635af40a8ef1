using OptiBuild.MSBuild;

namespace OptiBuild.Package.Tests.Units;

public sealed class ItemPlaceTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("optibuild-");

    string File => Path.Combine(_folder.FullName, "app.csproj");

    ItemPlace Place(string project, string model, string? projectFile = null)
    {
        System.IO.File.WriteAllText(File, project);
        return ItemPlace.Of(new ModelPlan(model, "", File, "", new Dictionary<string, string>()), projectFile ?? File);
    }

    [Theory]
    [InlineData("a.onnx", 2)]
    [InlineData("b/c.onnx", 3)]
    [InlineData("d.onnx", 3)]
    [InlineData("made/of/a/pattern.onnx", 4)]
    public void IsTheLineOfTheItem(string model, int line)
    {
        const string Project = """
            <Project><ItemGroup>
              <OptimizeModel Include="a.onnx" />
              <OptimizeModel Include="b\c.onnx; d.onnx" />
              <OptimizeModel Include="made/**/*.onnx" />
            </ItemGroup></Project>
            """;

        Assert.Equal(new ItemPlace("app.csproj", line, 4), Place(Project, model));
    }

    [Fact]
    public void NamesAnImportedFileInFull() =>
        Assert.Equal(File, Place("""<Project><ItemGroup><OptimizeModel Include="a.onnx" /></ItemGroup></Project>""", "a.onnx", "other.csproj").File);

    [Fact]
    public void IsTheFileAloneWhereItCannotBeRead() => Assert.Equal(new ItemPlace("app.csproj", 0, 0), Place("<Project", "a.onnx"));

    public void Dispose() => _folder.Delete(recursive: true);
}
