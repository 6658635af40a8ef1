using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace OptiBuild.MSBuild;

/// <summary>Runs the optimizer as a process of its own, once for all models of the project: native code that crashes inside MSBuild ends the build without a word.</summary>
[MSBuildMultiThreadableTask]
public sealed class OptimizeModels : ToolTask
{
    WorkerLog? _worker;

    [Required] public string[] Plans { get; set; } = [];
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

    string JobFile => Path.Combine(Folder, "job.json");
    string ReportFile => Path.Combine(Folder, "report.json");

    public override bool Execute()
    {
        var plans = Plans.Select(ModelPlan.FromToken).ToArray();
        try
        {
            using var held = FolderLock.Take(Folder, ToolCanceled);
            return held is not null && Optimize(plans, new Setting(ProjectFolder, Worker));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Complaint.Unwritable(Folder, e.Message).LogAt(ItemPlace.Of(plans[0], ProjectFile), Log);
            return false;
        }
    }

    bool Optimize(ModelPlan[] plans, Setting setting)
    {
        // Another build may have made some of them while this one waited.
        var stale = plans.Where(p => AcceptBaseline || !Stamp.Holds(p, setting)).ToArray();
        if (stale.Length == 0) return true;

        var stamps = stale.Select(p => Stamp.Lines(p, setting)).ToArray();
        foreach (var plan in stale) Discard(plan);
        File.Delete(ReportFile);
        AtomicFile.Write(JobFile, new Job(stale, ProjectFolder, ReportFile, Threads) { AcceptsBaseline = AcceptBaseline }.ToJson());

        _worker = new WorkerLog(Log, stale, ProjectFile);
        var ended = base.Execute();
        if (ended && !(File.Exists(ReportFile) && stale.All(IsMade))) _worker.Ended(ExitCode);
        for (var i = 0; i < stale.Length; i++)
            if (File.Exists(ReportFile) && IsMade(stale[i]) && !_worker.Failed(i)) Keep(stale[i], AcceptBaseline ? Stamp.WithBaseline(stale[i], setting, stamps[i]) : stamps[i]);
        return !Log.HasLoggedErrors;
    }

    static bool IsMade(ModelPlan plan) => File.Exists(plan.Facts) && File.Exists(plan.Output) && (!plan.IsCompressed || File.Exists(plan.Compressed));

    /// <summary>What an earlier run made must not be taken for the result of this one.</summary>
    static void Discard(ModelPlan plan)
    {
        Directory.CreateDirectory(plan.Folder);

        // First, so that an interruption leaves results without a stamp and never a stamp without results.
        File.Delete(plan.Stamp);
        foreach (var file in Directory.GetFiles(plan.Folder)) File.Delete(file);
    }

    void Keep(ModelPlan plan, string[] stamp)
    {
        File.Copy(ReportFile, plan.Report, overwrite: true);
        Stamp.Write(plan, stamp);
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

    // 1 and 2 are the worker's own ends, after it has told why.
    protected override bool HandleTaskExecutionErrors()
    {
        var isOrderly = ExitCode is 1 or 2 && _worker!.HasErrors;
        if (!isOrderly && !ToolCanceled.WaitOne(0)) _worker!.Ended(ExitCode);
        return false;
    }
}
