using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using MSBuildTask = Microsoft.Build.Utilities.Task;

namespace OptiBuild.MSBuild;

/// <summary>Lists what is shipped of the models, and how: known only when the worker is done.</summary>
[MSBuildMultiThreadableTask]
public sealed class ShipModels : MSBuildTask
{
    const string Resource = "Resource", Content = "Content";

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
        // Originals may share their weights.
        var shipped = Plans.Select(ModelPlan.FromToken).Where(p => p.IsEmbedded || p.IsContent).SelectMany(p => Optimized ? OfOptimized(p) : OfOriginal(p))
            .GroupBy(s => (s.File, s.Embed, s.Name)).Select(same => same.First()).ToArray();

        // The plans alone do not tell of weights, nor of models that one resource cannot hold.
        OneEach.Place.Require(shipped.Where(s => s.Embed == Content).Select(s => (s.Plan, s.Name)), ProjectFile, Log);
        Shipped = [.. shipped.Select(Item)];
        return !Log.HasLoggedErrors;
    }

    /// <summary>Nothing where the worker did not come to an end.</summary>
    IEnumerable<ShippedFile> OfOptimized(ModelPlan plan)
    {
        if (!File.Exists(plan.Stamp)) return [];
        var model = ShippedModel.Optimized(plan);
        return model.IsContent ? Beside(model) : [new(plan, plan.IsCompressed && Brotli ? plan.Compressed : model.File, Resource, plan.LogicalName)];
    }

    IEnumerable<ShippedFile> OfOriginal(ModelPlan plan)
    {
        var model = ShippedModel.Original(plan);
        if (model.IsTurned) Complaint.ShippedAsContent(model).WarnAt(ItemPlace.Of(plan, ProjectFile), Log);
        return model.IsContent ? Beside(model) : [new(plan, model.File, Resource, plan.LogicalName)];
    }

    static IEnumerable<ShippedFile> Beside(ShippedModel model) => model.Weights.Prepend(model.File).Select(f => new ShippedFile(model.Plan, f, Content, model.PathOf(f)));

    static ITaskItem Item(ShippedFile shipped)
    {
        var item = new TaskItem(MSBuildText.Escaped(shipped.File));
        item.SetMetadata("Embed", shipped.Embed);
        item.SetMetadata("ShippedName", MSBuildText.Escaped(shipped.Name));
        return item;
    }

    /// <param name="Name">Of the resource, or the path seen from the app.</param>
    sealed record ShippedFile(ModelPlan Plan, string File, string Embed, string Name);
}
