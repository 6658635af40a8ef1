using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using MSBuildTask = Microsoft.Build.Utilities.Task;

namespace OptiBuild.MSBuild;

/// <summary>Lists every file that a result depends on, for editors and watchers, which look for changes themselves.</summary>
[MSBuildMultiThreadableTask]
public sealed class ListInputs : MSBuildTask
{
    [Required] public string[] Plans { get; set; } = [];
    [Required] public string ProjectFolder { get; set; } = "";

    /// <summary>Models without their data: what is shipped where OptiBuild is switched off.</summary>
    public bool ModelsOnly { get; set; }

    /// <summary>Each file once; metadata <c>Set</c> names the models that depend on it.</summary>
    [Output] public ITaskItem[] Inputs { get; private set; } = [];

    public override bool Execute()
    {
        var inputs = Plans.Select(ModelPlan.FromToken).SelectMany(plan => Files(plan).Select(file => (File: file, plan.Set)));
        Inputs = [.. inputs.GroupBy(i => i.File, i => i.Set, StringComparer.Ordinal).Select(g => Item(g.Key, g.Distinct(StringComparer.Ordinal)))];
        return true;
    }

    string[] Files(ModelPlan plan)
    {
        try
        {
            return [plan.File, .. ExternalData.Of(plan.File), .. ModelsOnly ? [] : InputFiles.Data(plan, ProjectFolder)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be listed now, the build meets and names.
            return [plan.File];
        }
    }

    static TaskItem Item(string file, IEnumerable<string> sets)
    {
        var item = new TaskItem(MSBuildText.Escaped(file));
        item.SetMetadata("Set", MSBuildText.Escaped(string.Join(";", sets)));
        return item;
    }
}
