using OptiBuild.MSBuild;

namespace OptiBuild.Package.Tests.Units;

public sealed class WriteModelClassesTests
{
    static readonly ClassStyle Modern = new("App", "14.0", OnnxRuntime: true, Brotli: true, Optimized: true);

    static string Source(string model, ClassStyle style, params (string Name, string Text)[] options) =>
        WriteModelClasses.Source([new ModelPlan(model, "/project/" + model, "", "/obj", options.ToDictionary(o => o.Name, o => o.Text))], style);

    [Theory]
    [InlineData("14.0", true)]
    [InlineData("latest", true)]
    [InlineData("8", true)]
    [InlineData("7.3", false)]
    [InlineData("ISO-2", false)]
    public void AnnotatesForNullFromCSharp8On(string version, bool annotated)
    {
        var source = Source("a.onnx", Modern with { LangVersion = version });

        Assert.Equal(annotated, source.Contains("#nullable enable", StringComparison.Ordinal));
        Assert.Equal(annotated, source.Contains("SessionOptions? options", StringComparison.Ordinal));
    }

    [Fact]
    public void LeavesOutSessionsWithoutOnnxRuntime() => Assert.DoesNotContain("CreateSession", Source("a.onnx", Modern with { OnnxRuntime = false }), StringComparison.Ordinal);

    [Fact]
    public void RenamesAModelThatIsCalledLikeAMember() => Assert.Contains("static partial class OpenReadModel\n", Source("open-read.onnx", Modern), StringComparison.Ordinal);

    [Fact]
    public void EscapesNamesInCodeAndComments()
    {
        var source = Source("a\"&<.onnx", Modern);

        Assert.Contains("ResourceName = \"OptiBuild/a_&<.onnx\";", source, StringComparison.Ordinal);
        Assert.Contains("/// <summary>a\"&amp;&lt;.onnx, optimized.", source, StringComparison.Ordinal);
    }

    /// <summary>Code that reads in another order than it runs, and lines that only some readers see. https://trojansource.codes</summary>
    [Theory]
    [InlineData('\u202E')]
    [InlineData('\u2066')]
    [InlineData('\u200B')]
    [InlineData('\u2028')]
    [InlineData('\u0085')]
    [InlineData('\n')]
    [InlineData('\uFEFF')]
    public void HasNoCharacterThatHidesWhatIsWritten(char hidden)
    {
        var source = Source($"a{hidden}b.onnx", Modern);

        Assert.DoesNotContain(hidden.ToString(), source.Replace("\n", hidden == '\n' ? "" : "\n", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("OptiBuild/a_b.onnx", source, StringComparison.Ordinal);
    }

    /// <summary>Whatever the item says, before and after the build: what lies there decides.</summary>
    [Theory]
    [InlineData("Resource")]
    [InlineData("Content")]
    public void OpensAModelWithWeightsBesideItByItsPathOnly(string embed)
    {
        var folder = Directory.CreateTempSubdirectory("optibuild-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "a.onnx.data"), "");
            File.WriteAllText(Path.Combine(folder.FullName, "facts"), "OptimizedBytes=2400000000\n");
            var source = WriteModelClasses.Source([new ModelPlan("Models/a.onnx", "/project/Models/a.onnx", "", folder.FullName, new Dictionary<string, string> { ["Embed"] = embed })], Modern);

            Assert.Contains("global::System.AppContext.BaseDirectory, \"Models/a.onnx\")", source, StringComparison.Ordinal);
            Assert.Contains("var model = FilePath;", source, StringComparison.Ordinal);
            Assert.DoesNotContain("ResourceName", source, StringComparison.Ordinal);
            Assert.DoesNotContain("(int)OptimizedBytes", source, StringComparison.Ordinal);
            Assert.Equal(2, source.Split("Obsolete(\"The model's weights lie in files beside it").Length - 1);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void PutsAPublicModelIntoAPublicClass() => Assert.Contains("public static partial class Models\n", Source("a.onnx", Modern, ("Access", "Public")), StringComparison.Ordinal);
}
