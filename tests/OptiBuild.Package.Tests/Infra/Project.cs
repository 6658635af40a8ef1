namespace OptiBuild.Package.Tests.Infra;

/// <summary>A user's project in the sandbox. With the fake worker unless told otherwise: most tests are about the build, not about what the optimizer does.</summary>
sealed class Project
{
    readonly Sandbox _sandbox;
    readonly string _name;
    readonly Dictionary<string, string> _environment;
    string? _startedIn;

    public Project(Sandbox sandbox, string folder = "app") : this(sandbox, sandbox.NewFolder(folder), "app")
    {
    }

    /// <summary>A project that is there already.</summary>
    public Project(Sandbox sandbox, string folder, string name)
    {
        (_sandbox, Folder, _name) = (sandbox, folder, name);
        _environment = new()
        {
            ["NUGET_PACKAGES"] = sandbox.Packages,
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["FAKE_WORKER_LOG"] = WorkerLog,

            // Neither the user's results nor another test's.
            ["OptiBuildCacheFolder"] = CacheFolder,
            ["OptiBuildCacheUrl"] = "",
        };
    }

    public string Folder { get; }

    /// <summary>Where this project's builds keep results.</summary>
    public string CacheFolder => Path.Combine(Folder, ".cache");

    string File => Directory.GetFiles(Folder, _name + ".*proj").Single();

    string WorkerLog => Path.Combine(Folder, "worker.log");

    /// <summary>The models that fake workers were given, in turn.</summary>
    public string[] Optimized => System.IO.File.Exists(WorkerLog) ? System.IO.File.ReadAllLines(WorkerLog) : [];

    /// <summary>The last fake worker that was started, once it runs.</summary>
    public int? WorkerPid => System.IO.File.Exists(WorkerLog + ".pid") && System.IO.File.ReadAllText(WorkerLog + ".pid") is [.. var pid, '\n'] ? int.Parse(pid) : null;

    /// <summary>The build that runs.</summary>
    public int BuildPid { get; private set; }

    /// <summary>Processes that still run with this project's environment: what a build started and did not end. On Linux only.</summary>
    public int[] LeftBehind() =>
        [.. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!)).Where(IsMine)];

    bool IsMine(int pid)
    {
        try
        {
            return System.IO.File.ReadAllText($"/proc/{pid}/environ").Contains($"FAKE_WORKER_LOG={WorkerLog}\0", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The folder that builds are started in; the project's own unless told otherwise.</summary>
    public Project From(string folder)
    {
        _startedIn = folder;
        return this;
    }

    public Project Environment(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    /// <summary>The project file: a console app for .NET 10 with the items and properties given.</summary>
    public Project Items(string items, string properties = "", string framework = "<TargetFramework>net10.0</TargetFramework>", string worker = "fake")
    {
        var fake = worker == "fake" ? $"<OptiBuildWorker>{Sandbox.FakeWorker}</OptiBuildWorker>" : "";
        return Write("app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                {framework}
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                {fake}
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="OptiBuild" Version="0.1.0" PrivateAssets="all" />
                {items}
              </ItemGroup>
            </Project>
            """);
    }

    public Project Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public Project Write(string name, byte[] bytes)
    {
        var file = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        System.IO.File.WriteAllBytes(file, bytes);
        return this;
    }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public BuildResult Build(params string[] arguments) => Do("build", arguments);

    /// <summary>Any command of dotnet's that builds.</summary>
    public BuildResult Do(string command, params string[] arguments) => On(File, command, arguments);

    /// <summary>A command on another file of the folder: a solution.</summary>
    public BuildResult On(string file, string command, params string[] arguments)
    {
        var log = _sandbox.NewLog();
        string[] all = [command, PathOf(file), "-nologo", "-tl:off", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-v:n", "-bl:" + log, .. arguments];
        return new BuildResult(DotNet.Run(_startedIn ?? Folder, all, _environment, pid => BuildPid = pid), log, File);
    }

    public BuildResult BuildWithoutRestore(params string[] arguments) => Build(["--no-restore", .. arguments]);

    /// <summary>What the app, already built, writes.</summary>
    public string Run(string framework = "net10.0")
    {
        var ended = DotNet.Run(Folder, ["exec", Assembly(framework)], _environment);
        return ended.ExitCode == 0 ? ended.Output.Trim().ReplaceLineEndings("\n") : throw new InvalidOperationException(ended.Output);
    }

    /// <summary>What a published app writes.</summary>
    public string RunPublished(string file)
    {
        var ended = DotNet.Execute(PathOf(file), _environment);
        return ended.ExitCode == 0 ? ended.Output.Trim().ReplaceLineEndings("\n") : throw new InvalidOperationException(ended.Output);
    }

    /// <summary>A command of dotnet's that does not build.</summary>
    public Ended Ask(params string[] arguments) => DotNet.Run(Folder, arguments, _environment);

    public string Assembly(string framework = "net10.0") => PathOf($"bin/Debug/{framework}/{_name}.dll");

    public string GeneratedClass(string framework = "net10.0") => System.IO.File.ReadAllText(PathOf($"obj/Debug/{framework}/OptiBuild.Models.g.cs"));
}
