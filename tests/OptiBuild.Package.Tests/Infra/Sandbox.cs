using System.Reflection;

namespace OptiBuild.Package.Tests.Infra;

/// <summary>A place outside the repository with an own packages folder, where the package just packed is the only OptiBuild there is.</summary>
public sealed class Sandbox : IDisposable
{
    readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("optibuild-");
    int _projects;

    public Sandbox()
    {
        if (!File.Exists(Package))
            throw new FileNotFoundException($"There is no '{Package}'. Pack it first: dotnet run build/build.cs -- pack");
        Write("nuget.config", $"""<configuration><packageSources><add key="feed" value="{Feed}" /></packageSources></configuration>""");
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
    }

    public static string RepositoryRoot { get; } = Metadata("RepositoryRoot");

    public static string FakeWorker { get; } = Metadata("FakeWorker");

    /// <summary>Where OptiBuild and, if need be, ONNX Runtime are taken from.</summary>
    static string Feed { get; } = Environment.GetEnvironmentVariable("OPTIBUILD_FEED") ?? Path.Combine(RepositoryRoot, ".feed");

    /// <summary>The package under test.</summary>
    public static string Package => Path.Combine(Feed, "OptiBuild.0.1.0.nupkg");

    public string Packages => Path.Combine(_root.FullName, "packages");

    /// <summary>An empty folder whose name ends as given.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_root.FullName, $"{Interlocked.Increment(ref _projects)}-{name}")).FullName;

    /// <summary>A name for a binary log, away from the odd names that projects may have.</summary>
    public string NewLog() => Path.Combine(Directory.CreateDirectory(Path.Combine(_root.FullName, "logs")).FullName, $"{Guid.NewGuid():N}.binlog");

    public void Dispose() => _root.Delete(recursive: true);

    void Write(string name, string text) => File.WriteAllText(Path.Combine(_root.FullName, name), text);

    static string Metadata(string key) =>
        typeof(Sandbox).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}

/// <summary>All builds in turn: each takes all processors anyway.</summary>
[CollectionDefinition(Name)]
public sealed class Builds : ICollectionFixture<Sandbox>
{
    public const string Name = "builds";
}
