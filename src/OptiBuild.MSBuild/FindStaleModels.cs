using Microsoft.Build.Framework;
using MSBuildTask = Microsoft.Build.Utilities.Task;

namespace OptiBuild.MSBuild;

/// <summary>Finds the models whose result is missing or was made from something else. When there are none, no worker is started.</summary>
[MSBuildMultiThreadableTask]
public sealed class FindStaleModels : MSBuildTask
{
    [Required] public string[] Plans { get; set; } = [];
    [Required] public string ProjectFile { get; set; } = "";
    [Required] public string ProjectFolder { get; set; } = "";
    [Required] public string Worker { get; set; } = "";

    /// <summary>Results that are accepted are made anew.</summary>
    public bool AcceptBaseline { get; set; }

    /// <summary>The folder that holds the models' folders.</summary>
    [Required] public string Folder { get; set; } = "";

    /// <summary>What restore resolved.</summary>
    public string? AssetsFile { get; set; }

    public string? Reports { get; set; }
    public string? ReportsFolder { get; set; }
    public string? History { get; set; }

    [Output] public string[] Stale { get; private set; } = [];

    /// <summary>Whether a worker has something to do: models, or reports that the project did not want before.</summary>
    [Output] public bool HasWork { get; private set; }

    public override bool Execute()
    {
        var setting = new Setting(ProjectFolder, Worker) { Runtimes = AppRuntimes.Of(AssetsFile) };
        Stale = [.. Plans.Where(token => AcceptBaseline || IsStale(ModelPlan.FromToken(token), setting))];
        HasWork = Stale.Length > 0 || !ReportWish.Of(Plans.Select(ModelPlan.FromToken), (ProjectFile, ProjectFolder), Folder, (Reports, ReportsFolder, History)).IsMet(Folder);
        return !Log.HasLoggedErrors;
    }

    bool IsStale(ModelPlan plan, Setting setting)
    {
        try
        {
            if (!Stamp.Holds(plan, setting)) return true;
            Log.LogMessage(MessageImportance.Low, "{0} is optimized already: its inputs and options did not change.", Printable.Of(plan.Display));
            KeptWarnings.Repeat(plan, ProjectFile, Log);
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whatever cannot be read now, the worker meets and names.
            return true;
        }
    }
}
