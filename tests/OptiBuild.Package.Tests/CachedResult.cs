using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

/// <summary>The real optimizer and the cache of results, as a fresh checkout meets it.</summary>
[Collection(Builds.Name)]
public sealed partial class CachedResult(Sandbox sandbox)
{
    const string FromTheCache = "(from the cache)";

    Project New(string items = """<OptimizeModel Include="tiny.onnx" />""") => new Project(sandbox)
        .Items(items, "<OptiBuildEffort>fast</OptiBuildEffort><OptiBuildValidationData>data.npz</OptiBuildValidationData>", worker: "real")
        .Write("tiny.onnx", TinyModel.Onnx()).Write("data.npz", TinyModel.Data()).Write("Program.cs", "class Program { static void Main() { } }");

    [Fact]
    public void RestoresTheSameBytesAfterEverythingWasDeleted()
    {
        var project = New();
        var made = project.Build().MustSucceed();
        var before = Made(project);

        Forget(project);
        var found = project.Build().MustSucceed();

        Assert.DoesNotContain(FromTheCache, made.Output, StringComparison.Ordinal);
        Assert.EndsWith(FromTheCache, Assert.Single(BuildResult.LinesOf(found.Output, "tiny.onnx →")), StringComparison.Ordinal);
        Assert.Equal(before, Made(project));
        Assert.Equal(1, found.WorkerStarts);
        Assert.Equal(0, project.BuildWithoutRestore().MustSucceed().WorkerStarts);
    }

    [Fact]
    public void IsSharedByProjects()
    {
        var (first, second) = (New(), New("""<OptimizeModel Include="other/name.onnx" ClassName="Other" />"""));
        second.Write("other/name.onnx", TinyModel.Onnx()).Environment("OptiBuildCacheFolder", first.CacheFolder);

        first.Build().MustSucceed();
        var found = second.Build().MustSucceed();

        Assert.EndsWith(FromTheCache, Assert.Single(BuildResult.LinesOf(found.Output, "name.onnx →")), StringComparison.Ordinal);
    }

    [Fact]
    public void IsJudgedByTheBoundsOfNow()
    {
        var project = New();
        project.Build().MustSucceed();

        Forget(project);
        var error = project.Build("-p:OptiBuildMinSizeReduction=99%").MustFailWith("OB4006");
        var passed = project.BuildWithoutRestore("-p:OptiBuildMinSizeReduction=1%").MustSucceed();

        Assert.Contains("tiny.onnx", error.Text, StringComparison.Ordinal);
        Assert.Single(BuildResult.LinesOf(passed.Output, FromTheCache));
    }

    [Fact]
    public void IsMadeAnewWhereItIsDamaged()
    {
        var project = New();
        project.Build().MustSucceed();
        var before = Made(project);
        foreach (var blob in Directory.GetFiles(Path.Combine(project.CacheFolder, "cas"), "*", SearchOption.AllDirectories)) File.WriteAllText(blob, "damaged");

        Forget(project);
        var mended = project.Build("-warnaserror").MustSucceed();

        Assert.Single(BuildResult.LinesOf(mended.Output, "message OB1034: "));
        Assert.DoesNotContain(FromTheCache, mended.Output, StringComparison.Ordinal);
        Assert.Equal(before, Made(project));
    }

    [Fact]
    public void IsNotAskedForWhereItIsOff()
    {
        var project = New();

        project.Build("-p:OptiBuildCacheMode=Off").MustSucceed();

        Assert.False(Directory.Exists(project.CacheFolder));
    }

    [Fact]
    public void AServerThatIsDownIsAMessage()
    {
        var project = New();

        var built = project.Build($"-p:OptiBuildCacheUrl={Nobody()}", "-warnaserror").MustSucceed();

        Assert.Single(BuildResult.LinesOf(built.Output, "message OB1032: "));
        Assert.Single(BuildResult.LinesOf(built.Output, "tiny.onnx →"));
    }

    [Fact]
    public void APullRequestsBuildSaysSoInTheDetailedLogOnly()
    {
        var project = New().Environment("GITHUB_EVENT_NAME", "pull_request").Environment("GITHUB_STEP_SUMMARY", "");

        var normal = project.Build($"-p:OptiBuildCacheUrl={Nobody()}").MustSucceed();
        Forget(project);
        var detailed = project.Build($"-p:OptiBuildCacheUrl={Nobody()}", "-v:d").MustSucceed();

        Assert.DoesNotContain("OB1036", normal.Output, StringComparison.Ordinal);
        Assert.Contains("GITHUB_EVENT_NAME says that this is a pull request's build", detailed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void OfTheSampleTakesLessThanASecond()
    {
        var sample = Sample.Copy(sandbox, "Garments");
        sample.Build().MustSucceed();
        var before = Made(sample);

        Forget(sample);
        var found = sample.Build("-clp:PerformanceSummary").MustSucceed();

        Assert.Single(BuildResult.LinesOf(found.Output, FromTheCache));
        Assert.Equal(before, Made(sample));
        var time = int.Parse(Time().Match(found.Output).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(time < 1000, $"It took {time} ms.");
    }

    /// <summary>As after a checkout on another machine that has the cache.</summary>
    static void Forget(Project project)
    {
        foreach (var folder in new[] { "obj", "bin" }) Directory.Delete(project.PathOf(folder), recursive: true);
    }

    /// <summary>What the app gets, by name.</summary>
    static Dictionary<string, string> Made(Project project) => Directory.GetFiles(project.PathOf("obj/optibuild"), "*", SearchOption.AllDirectories)
        .Where(f => Path.GetExtension(f) is ".onnx" or ".br" || Path.GetFileName(f) == "facts").ToDictionary(f => Path.GetRelativePath(project.Folder, f), f => Convert.ToHexString(File.ReadAllBytes(f)));

    /// <summary>An address where nobody listens.</summary>
    static string Nobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    [GeneratedRegex(@"(\d+) ms\s+OptimizeModels\s+1 call")]
    private static partial Regex Time();
}
