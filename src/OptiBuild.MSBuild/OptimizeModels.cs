using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace OptiBuild.MSBuild;

/// <summary>Runs the optimizer as a process of its own, once for all models of the project: native code that crashes inside MSBuild ends the build without a word.</summary>
[MSBuildMultiThreadableTask]
public sealed class OptimizeModels : ToolTask
{
    WorkerLog? _worker;

    /// <summary>Those that seemed stale; none where only reports are wanted.</summary>
    public string[] Plans { get; set; } = [];

    /// <summary>All of the project, in its order.</summary>
    [Required] public string[] AllPlans { get; set; } = [];

    [Required] public string ProjectFile { get; set; } = "";
    [Required] public string ProjectFolder { get; set; } = "";

    /// <summary>The folder that holds the models' folders.</summary>
    [Required] public string Folder { get; set; } = "";

    /// <summary>The worker's assembly.</summary>
    [Required] public string Worker { get; set; } = "";

    /// <summary>The dotnet that runs this build. Not given: the one on the PATH.</summary>
    public string? DotNetHost { get; set; }

    /// <summary>Threads for the worker; 0 lets it choose.</summary>
    public int Threads { get; set; }

    /// <summary>Whether results become the accepted ones. They are made anew for that: what is accepted is what this build saw.</summary>
    public bool AcceptBaseline { get; set; }

    /// <summary>What restore resolved: it tells the ONNX Runtime that the app ships.</summary>
    public string? AssetsFile { get; set; }

    /// <summary>Forms of reports, separated by ';'.</summary>
    public string? Reports { get; set; }

    /// <summary>Where reports go; not given: to <see cref="Folder"/>.</summary>
    public string? ReportsFolder { get; set; }

    /// <summary>A file that remembers builds; not given: none.</summary>
    public string? History { get; set; }

    /// <summary>Where results are kept for other builds; not given: where the user's programs keep such things.</summary>
    public string? CacheFolder { get; set; }

    /// <summary>What that folder may hold: 2GB.</summary>
    public string? CacheSize { get; set; }

    /// <summary>ReadWrite, ReadOnly or Off.</summary>
    public string? CacheMode { get; set; }

    /// <summary>A server that shares results; not given: none.</summary>
    public string? CacheUrl { get; set; }

    string JobFile => Path.Combine(Folder, "job.json");
    string ReportFile => Path.Combine(Folder, "report.json");

    /// <summary>For what the worker needs while it runs. A killed one leaves it, and the next removes it.</summary>
    string TemporaryFolder => Path.Combine(Folder, "temporary");

    public override bool Execute()
    {
        var all = AllPlans.Select(ModelPlan.FromToken).ToArray();
        var wish = ReportWish.Of(all, (ProjectFile, ProjectFolder), Folder, (Reports, ReportsFolder, History));
        try
        {
            using var held = FolderLock.Take(Folder, ToolCanceled);
            return held is not null && Optimize(all, wish, new Setting(ProjectFolder, Worker) { Runtimes = AppRuntimes.Of(AssetsFile) });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Complaint.Unwritable(Folder, e.Message).LogAt(ItemPlace.Of(all[0], ProjectFile), Log);
            return false;
        }
    }

    bool Optimize(ModelPlan[] all, ReportWish wish, Setting setting)
    {
        // Another build may have made some of them while this one waited.
        var asked = Plans.Select(ModelPlan.FromToken).ToArray();
        var stale = asked.Where(p => AcceptBaseline || !Stamp.Holds(p, setting)).ToArray();
        foreach (var plan in asked.Except(stale)) KeptWarnings.Repeat(plan, ProjectFile, Log);
        if (stale.Length == 0 && wish.IsMet(Folder)) return true;

        var stamps = stale.Select(p => Stamp.Lines(p, setting)).ToArray();
        Prepare();
        foreach (var plan in stale) Discard(plan);
        File.Delete(ReportFile);
        ReportWish.Forget(Folder);
        AtomicFile.Write(JobFile, new Job(stale, ProjectFile, ProjectFolder, ReportFile, Threads, wish) { AcceptsBaseline = AcceptBaseline, Runtimes = setting.Runtimes, Cache = new(CacheFolder, CacheSize, CacheMode, CacheUrl) }.ToJson());

        _worker = new WorkerLog(Log, stale.Length > 0 ? stale : all, ProjectFile);
        var ended = base.Execute();
        if (ended && !(File.Exists(ReportFile) && stale.All(IsMade))) _worker.Ended(ExitCode);
        for (var i = 0; i < stale.Length; i++)
        {
            if (!File.Exists(ReportFile) || !IsMade(stale[i]) || _worker.Failed(i)) continue;
            KeptWarnings.Write(stale[i], _worker.Warnings(i));
            Stamp.Write(stale[i], AcceptBaseline ? Stamp.WithBaseline(stale[i], setting, stamps[i]) : stamps[i]);
        }

        // A warning that counts as an error ends the build all the same, but not the worker's work. A cancelled worker may have made everything and told nothing.
        if (ended || (File.Exists(ReportFile) && !_worker.HasErrors && !ToolCanceled.WaitOne(0))) wish.Met(Folder);
        RemoveTemporary();
        return !Log.HasLoggedErrors;
    }

    void Prepare()
    {
        RemoveTemporary();
        foreach (var file in Directory.GetFiles(Folder, "*.tmp")) File.Delete(file);
        EnvironmentVariables = ["OPTIBUILD_TEMP=" + TemporaryFolder];
    }

    void RemoveTemporary()
    {
        if (Directory.Exists(TemporaryFolder)) Directory.Delete(TemporaryFolder, recursive: true);
    }

    static bool IsMade(ModelPlan plan) => File.Exists(plan.Facts) && File.Exists(plan.Output) && (!plan.IsCompressed || File.Exists(plan.Compressed) || File.Exists(plan.Weights));

    /// <summary>What an earlier run made must not be taken for the result of this one.</summary>
    static void Discard(ModelPlan plan)
    {
        Directory.CreateDirectory(plan.Folder);

        // First, so that an interruption leaves results without a stamp and never a stamp without results.
        File.Delete(plan.Stamp);
        foreach (var file in Directory.GetFiles(plan.Folder)) File.Delete(file);
    }

    protected override string ToolName => Path.DirectorySeparatorChar == '\\' ? "dotnet.exe" : "dotnet";

    protected override string? GenerateFullPathToTool() => DotNetHost is { Length: > 0 } host && File.Exists(host) ? host : null;

    protected override string GenerateCommandLineCommands()
    {
        var line = new CommandLineBuilder();
        line.AppendSwitch("exec");
        line.AppendFileNameIfNotNull(Worker);
        line.AppendSwitch("run");
        line.AppendFileNameIfNotNull(JobFile);
        return line.ToString();
    }

    protected override string GetWorkingDirectory() => ProjectFolder;

    protected override Encoding StandardOutputEncoding => Encoding.UTF8;

    protected override Encoding StandardErrorEncoding => Encoding.UTF8;

    protected override void LogToolCommand(string message) => Log.LogMessage(MessageImportance.Low, "{0}", message);

    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance) => _worker!.Read(singleLine);

    // 1 and 2 are the worker's own ends, after it has told why. -1 is ToolTask's word for an end in order with a warning that counts as an error.
    protected override bool HandleTaskExecutionErrors()
    {
        var isOrderly = (ExitCode is 1 or 2 && _worker!.HasErrors) || (ExitCode == -1 && File.Exists(ReportFile) && !_worker!.HasErrors);
        if (!isOrderly && !ToolCanceled.WaitOne(0)) _worker!.Ended(ExitCode);
        return false;
    }
}
