using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using MSBuildTask = Microsoft.Build.Utilities.Task;

namespace OptiBuild.MSBuild;

/// <summary>Decides for every OptimizeModel item what is made and where. Cheap: it opens no file, and runs in design-time builds too.</summary>
[MSBuildMultiThreadableTask]
public sealed class PlanModels : MSBuildTask
{
    /// <summary>Metadata that MSBuild, the SDK or an editor put on any item. Every other name that does not begin with an underscore must be an option: a mistyped MaxDrop must not pass unseen.</summary>
    static readonly HashSet<string> Foreign = new(StringComparer.OrdinalIgnoreCase)
    {
        "Link", "LinkBase", "Visible", "Pack", "PackagePath", "CopyToOutputDirectory", "CopyToPublishDirectory", "TargetPath", "DependentUpon", "Generator",
        "LastGenOutput", "CustomToolNamespace", "SubType", "MSBuildSourceProjectFile", "MSBuildSourceTargetName", "OriginalItemSpec", "Watch",
    };

    [Required] public ITaskItem[] Models { get; set; } = [];
    [Required] public string ProjectFolder { get; set; } = "";
    [Required] public string ProjectFile { get; set; } = "";

    /// <summary>Where everything made from models goes, one folder each.</summary>
    [Required] public string Folder { get; set; } = "";

    /// <summary>Whether the target framework can read Brotli.</summary>
    public bool Brotli { get; set; }

    /// <summary>One item per model, with the metadata that the targets use.</summary>
    [Output] public ITaskItem[] Plans { get; private set; } = [];

    public override bool Execute()
    {
        var plans = Models.Select(Plan).ToArray();
        var shipped = plans.Where(p => p.IsEmbedded || p.IsContent).ToArray();
        OneEach.ClassName.Require(shipped.Select(p => (p, ModelClass.Name(p))), ProjectFile, Log);
        foreach (var plan in shipped.Where(p => ModelClass.IsMember(ModelClass.Name(p))))
            Complaint.NotAClassName(ModelClass.Name(plan)).LogAt(ItemPlace.Of(plan, ProjectFile), Log);
        OneEach.LogicalName.Require(shipped.Where(p => p.IsEmbedded).Select(p => (p, p.LogicalName)), ProjectFile, Log);
        OneEach.Place.Require(shipped.Where(p => p.IsContent).Select(p => (p, p.ContentPath)), ProjectFile, Log);
        Plans = [.. plans.Select(Described)];
        return !Log.HasLoggedErrors;
    }

    ModelPlan Plan(ITaskItem item)
    {
        var options = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (System.Collections.DictionaryEntry metadata in item.CloneCustomMetadata())
        {
            var (name, text) = ((string)metadata.Key, ((string?)metadata.Value ?? "").Trim());
            if (text.Length > 0 && !Foreign.Contains(name) && name[0] != '_') options[name] = text;
        }

        var display = item.ItemSpec.Replace('\\', '/');
        var definedIn = item.GetMetadata("DefiningProjectFullPath") is { Length: > 0 } file ? file : ProjectFile;
        return new ModelPlan(display, Paths.Absolute(ProjectFolder, item.ItemSpec), definedIn, Path.Combine(Folder, ModelPlan.Key(display, options)), options) { Link = item.GetMetadata("Link").Replace('\\', '/') };
    }

    TaskItem Described(ModelPlan plan)
    {
        var item = new TaskItem(MSBuildText.Escaped(plan.File));
        if (plan.IsCompressed && !Brotli)
            Log.LogMessage(MessageImportance.Normal, "{0} is embedded without compression: this target framework does not have Brotli.", Printable.Of(plan.Display));
        item.SetMetadata("Token", plan.ToToken());
        item.SetMetadata("Set", plan.Set);
        item.SetMetadata("Stamp", MSBuildText.Escaped(plan.Stamp));
        item.SetMetadata("Report", MSBuildText.Escaped(plan.Report));
        return item;
    }
}
