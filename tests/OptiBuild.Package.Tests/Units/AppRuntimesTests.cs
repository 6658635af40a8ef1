using OptiBuild.MSBuild;

namespace OptiBuild.Package.Tests.Units;

/// <summary>As NuGet writes it: https://learn.microsoft.com/nuget/concepts/package-installation-process</summary>
public sealed class AppRuntimesTests
{
    const string Assets = """
        {
          "version": 3,
          "targets": { "net8.0": { "Microsoft.ML.OnnxRuntime/1.20.1": { "type": "package" } }, "net10.0": { "Microsoft.ML.OnnxRuntime/1.29.0": { "type": "package" } } },
          "libraries": {
            "Microsoft.ML.OnnxRuntime/1.29.0": { "sha512": "a==", "type": "package", "path": "microsoft.ml.onnxruntime/1.29.0" },
            "Microsoft.ML.OnnxRuntime/1.20.1": {
              "sha512": "b==",
              "type": "package"
            },
            "Microsoft.ML.OnnxRuntime.Managed/1.24.0-dev.1": { "sha512": "c==" },
            "Microsoft.ML.OnnxRuntime.Extensions/0.14.0": { "sha512": "d==" },
            "Microsoft.ML.OnnxRuntimeGenAI/0.5.0": { "sha512": "e==" },
            "My.Microsoft.ML.OnnxRuntime/1.0.0": { "sha512": "f==" },
            "Microsoft.ML.OnnxRuntime.Project/1.0.0": { "type": "project" }
          },
          "packageFolders": { "C:\\b \"q\"\\": {}, "/home/größe/.nuget/packages/": {} },
          "project": { "version": "1.0.0", "restore": { "sources": { "/feed": {} } } }
        }
        """;

    [Fact]
    public void AllOfAllTargetFrameworksAreFound() => Assert.Equal(
        ["Microsoft.ML.OnnxRuntime.Managed/1.24.0-dev.1", "Microsoft.ML.OnnxRuntime/1.20.1", "Microsoft.ML.OnnxRuntime/1.29.0"],
        AppRuntimes.Of(Assets, _ => true).Select(r => r.Name));

    [Fact]
    public void TheFolderThatHasThePackageIsTaken()
    {
        var asked = new List<string>();

        var found = AppRuntimes.Of(Assets, folder => { asked.Add(folder.Replace('\\', '/')); return folder.StartsWith("/home", StringComparison.Ordinal); });

        Assert.Equal("/home/größe/.nuget/packages/microsoft.ml.onnxruntime/1.20.1", found[1].Folder!.Replace('\\', '/'));
        Assert.Contains(asked, folder => folder.StartsWith("C:/b \"q\"/", StringComparison.Ordinal));
        Assert.DoesNotContain(asked, folder => folder.StartsWith("/feed", StringComparison.Ordinal));
    }

    [Fact]
    public void APackageThatIsNotUnpackedHasNoFolder() => Assert.Null(AppRuntimes.Of(Assets, _ => false)[0].Folder);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{ \"libraries\": {")]
    public void WithoutPackagesThereAreNone(string assets) => Assert.Empty(AppRuntimes.Of(assets, _ => true));

    [Fact]
    public void WithoutAFileThereAreNone() => Assert.Empty(AppRuntimes.Of(Path.Combine(Path.GetTempPath(), "no", "project.assets.json")));

    [Fact]
    public void TheJobTellsThem() =>
        Assert.Equal("""{"id":"Microsoft.ML.OnnxRuntime","version":"1.20.1","folder":"a\\b"}""", new AppRuntime("Microsoft.ML.OnnxRuntime", "1.20.1", @"a\b").ToJson());
}
