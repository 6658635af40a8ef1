using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using MSBuildTask = Microsoft.Build.Utilities.Task;

namespace OptiBuild.MSBuild;

/// <summary>Lists what is shipped of the models, and how: known only when the worker is done.</summary>
[MSBuildMultiThreadableTask]
public sealed class ShipModels : MSBuildTask
{
    [Required] public string[] Plans { get; set; } = [];
    [Required] public string ProjectFile { get; set; } = "";

    /// <summary>Whether the target framework can read Brotli.</summary>
    public bool Brotli { get; set; }

    /// <summary>Whether OptiBuild is switched on.</summary>
    public bool Optimized { get; set; }

    /// <summary>Files; metadata <c>Embed</c> says how, <c>ShippedName</c> under which name.</summary>
    [Output] public ITaskItem[] Shipped { get; private set; } = [];

    public override bool Execute()
    {
        (ModelPlan Plan, ITaskItem Item)[] all =
            [.. Plans.Select(ModelPlan.FromToken).Where(p => p.IsEmbedded || p.IsContent).SelectMany(p => (Optimized ? OfOptimized(p) : OfOriginal(p)).Select(item => (p, item)))];

        // Originals may share their weights.
        var shipped = all.GroupBy(s => (s.Item.ItemSpec, Embed(s.Item), Name(s.Item))).Select(same => same.First()).ToArray();

        // The plans alone do not tell of weights, nor of models that one resource cannot hold.
        new TakenNames(ProjectFile, Log).Refuse("Link", shipped.Where(s => Embed(s.Item) == "Content").Select(s => (s.Plan, Name(s.Item), Name(s.Item))));
        Shipped = [.. shipped.Select(s => s.Item)];
        return !Log.HasLoggedErrors;
    }

    /// <summary>Nothing where the worker did not come to an end.</summary>
    IEnumerable<ITaskItem> OfOptimized(ModelPlan plan)
    {
        if (!File.Exists(plan.Stamp)) return [];
        var model = ShippedModel.Optimized(plan);
        return model.IsContent ? Content(model) : [Item(plan.IsCompressed && Brotli ? plan.Compressed : model.File, "Resource", plan.LogicalName)];
    }

    IEnumerable<ITaskItem> OfOriginal(ModelPlan plan)
    {
        var model = ShippedModel.Original(plan);
        if (model.IsTurned) Complaint.ShippedAsContent(model).WarnAt(ItemPlace.Of(plan, ProjectFile), Log);
        return model.IsContent ? Content(model) : [Item(model.File, "Resource", plan.LogicalName)];
    }

    static IEnumerable<ITaskItem> Content(ShippedModel model) => model.Weights.Prepend(model.File).Select(f => Item(f, "Content", model.PathOf(f)));

    static string Embed(ITaskItem shipped) => shipped.GetMetadata("Embed");

    static string Name(ITaskItem shipped) => shipped.GetMetadata("ShippedName");

    static ITaskItem Item(string file, string embed, string name)
    {
        var item = new TaskItem(MSBuildText.Escaped(file));
        item.SetMetadata("Embed", embed);
        item.SetMetadata("ShippedName", MSBuildText.Escaped(name));
        return item;
    }
}
