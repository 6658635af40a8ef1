using System.Text.RegularExpressions;
using OptiBuild.Benchmarks.Saturation;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Benchmarks;

/// <summary>Where things lie: the repository, the models with their data, the other tools.</summary>
sealed partial record Places(string Repository, string Assets, string Peers)
{
    const string Variable = "OPTIBUILD_ASSETS";

    public static string FindRepository()
    {
        var start = new DirectoryInfo(Directory.GetCurrentDirectory());
        for (var folder = start; folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "OptiBuild.sln"))) return folder.FullName;
        throw new Failed($"'{start.FullName}' does not lie in the repository. Start this there.");
    }

    /// <exception cref="Absent">The models are not on this machine.</exception>
    public static Places Find()
    {
        var repository = FindRepository();
        var beside = Path.Combine(repository, "..", "shared", "assets");
        var assets = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : beside;
        if (!File.Exists(Path.Combine(assets, "cnn.onnx")) && Directory.Exists(Path.Combine(assets, "assets"))) assets = Path.Combine(assets, "assets");
        if (!Directory.Exists(assets))
            throw new Absent($"the models are absent. They are looked for in the folder that {Variable} names, and in 'shared/assets' beside the repository.");
        assets = Path.GetFullPath(assets);
        return new(repository, assets, Path.Combine(Path.GetDirectoryName(assets)!, "peers"));
    }

    public string Asset(string path) => Path.Combine(Assets, path);

    /// <summary>A message without this machine's folders.</summary>
    public string Shorten(string message) => message.Replace(Repository + Path.DirectorySeparatorChar, "").Replace(Assets + Path.DirectorySeparatorChar, "");

    /// <summary>A folder for intermediate files.</summary>
    public string Work(params string[] path) => Directory.CreateDirectory(Path.Combine([Repository, ".artifacts", "benchmarks", .. path])).FullName;

    /// <summary>Where committed figures of this processor lie, and those of some of its kernels.</summary>
    public static string Committed(string repository, KernelSet kernels = KernelSet.Native) => Directory.CreateDirectory(
        Path.Combine(repository, "build", "benchmarks", Slug(Machine.Describe().Cpu) + (kernels == KernelSet.Native ? "" : $"-{kernels.ToString().ToLowerInvariant()}"))).FullName;

    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "scripts", name);

    static string Slug(string cpu) => Others().Replace(cpu.ToLowerInvariant(), "-").Trim('-');

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Others();
}
