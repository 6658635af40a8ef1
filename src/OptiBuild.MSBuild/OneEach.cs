using Microsoft.Build.Utilities;

namespace OptiBuild.MSBuild;

/// <summary>What only one model of a project can have.</summary>
/// <param name="Option">Tells two models apart that would have the same.</param>
/// <param name="Words">In messages.</param>
/// <param name="Scope">Where it must be one model's alone.</param>
sealed record OneEach(string Option, string Words, StringComparer Comparer, Func<ModelPlan, string> Scope)
{
    public static readonly OneEach ClassName = new("ClassName", "class name", StringComparer.Ordinal, plan => plan.Option("Namespace") ?? "");
    public static readonly OneEach LogicalName = new("LogicalName", "resource name", StringComparer.Ordinal, _ => "");

    /// <summary>Some systems do not tell files apart by case alone.</summary>
    public static readonly OneEach Place = new("Link", "place beside the app", StringComparer.OrdinalIgnoreCase, _ => "");

    /// <summary>An error at every second model.</summary>
    public void Require(IEnumerable<(ModelPlan Plan, string Name)> names, string projectFile, TaskLoggingHelper log)
    {
        foreach (var same in names.GroupBy(n => Scope(n.Plan) + "." + n.Name, Comparer).Where(g => g.Count() > 1))
        {
            var (first, second) = (same.First().Plan, same.ElementAt(1));
            Complaint.NameTaken(first, second.Plan, second.Name, this).LogAt(ItemPlace.Of(second.Plan, projectFile), log);
        }
    }
}
