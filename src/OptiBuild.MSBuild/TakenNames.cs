using Microsoft.Build.Utilities;

namespace OptiBuild.MSBuild;

/// <summary>Names and places that only one model of a project can have.</summary>
sealed class TakenNames(string projectFile, TaskLoggingHelper log)
{
    /// <summary>An error at every second model; the option is what tells the two apart.</summary>
    /// <param name="Shown">The name as messages tell it.</param>
    /// <param name="Identity">What must differ; on some systems files do not differ by case alone.</param>
    public void Refuse(string option, IEnumerable<(ModelPlan Plan, string Shown, string Identity)> names)
    {
        var comparer = option == "Link" ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        foreach (var same in names.GroupBy(n => n.Identity, comparer).Where(g => g.Count() > 1))
        {
            var (first, second) = (same.First(), same.ElementAt(1));
            Complaint.NameTaken(first.Plan, second.Plan, second.Shown, option).LogAt(ItemPlace.Of(second.Plan, projectFile), log);
        }
    }
}
