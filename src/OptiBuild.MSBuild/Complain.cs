using Microsoft.Build.Framework;
using MSBuildTask = Microsoft.Build.Utilities.Task;

namespace OptiBuild.MSBuild;

/// <summary>Says what the targets found, at the line of the item that brought it about: CI systems show nothing without a line.</summary>
[MSBuildMultiThreadableTask]
public sealed class Complain : MSBuildTask
{
    /// <summary>The first of them is pointed at.</summary>
    [Required] public ITaskItem[] Items { get; set; } = [];

    /// <summary>The items' element in project files.</summary>
    [Required] public string Element { get; set; } = "";

    [Required] public string ProjectFile { get; set; } = "";

    /// <summary>error, warning or message.</summary>
    [Required] public string Severity { get; set; } = "";

    [Required] public string Code { get; set; } = "";
    [Required] public string Text { get; set; } = "";

    public override bool Execute()
    {
        var definedIn = Items[0].GetMetadata("DefiningProjectFullPath") is { Length: > 0 } file ? file : ProjectFile;
        var place = ItemPlace.Of((Element, Items[0].ItemSpec.Replace('\\', '/')), definedIn, ProjectFile);
        if (Severity == "error") Log.LogError(null, Code, null, HelpPage.Link(Code), place.File, place.Line, place.Column, 0, 0, "{0}", Text);
        else if (Severity == "warning") Log.LogWarning(null, Code, null, HelpPage.Link(Code), place.File, place.Line, place.Column, 0, 0, "{0}", Text);
        else Log.LogMessage(null, Code, null, place.File, place.Line, place.Column, 0, 0, MessageImportance.High, "{0}", Text);
        return !Log.HasLoggedErrors;
    }
}
