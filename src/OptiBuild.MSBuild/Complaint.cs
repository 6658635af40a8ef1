using System.Globalization;
using Microsoft.Build.Utilities;

namespace OptiBuild.MSBuild;

/// <summary>What the build itself complains about; everything else is the worker's. The engine's table of diagnostics repeats code and text, and a test compares.</summary>
sealed record Complaint(string Code, string Text)
{
    public const string InvalidText = "'{0}' is not a value of {1}. Valid values are {2}.";
    public const string NameTakenText = "Models '{0}' and '{1}' would both get the {2} '{3}'. Set {4} on one of them.";
    public const string UnwritableText = "'{0}' cannot be written: {1} Choose another place or mend its permissions.";
    public const string WorkerEndedText = "The optimizer ended unexpectedly with exit code {0} while working on '{1}'. It last said: {2} Report this together with the model, or keep the model out of the build with OptiBuildEnabled=false.";

    public const string ShippedAsContentText = "Model '{0}' is shipped as Content beside the app, not as a resource: {1}. Set Embed=\"Content\" to say that this is meant.";

    public static Complaint NameTaken(ModelPlan first, ModelPlan second, string name, OneEach kind) =>
        new("OB1008", Fill(NameTakenText, first.Display, second.Display, kind.Words, name, kind.Option));

    public static Complaint NotAClassName(string name) =>
        new("OB1002", Fill(InvalidText, name, "ClassName", "C# names other than those of the class's own members"));

    public static Complaint Unwritable(string file, string reason) =>
        new("OB1005", Fill(UnwritableText, file, reason));

    public static Complaint WorkerEnded(int exitCode, string model, string lastWords) =>
        new("OB9003", Fill(WorkerEndedText, exitCode.ToString(CultureInfo.InvariantCulture), model, lastWords));

    /// <summary>The worker says it of what it made; this is said of originals.</summary>
    public static Complaint ShippedAsContent(ShippedModel model) =>
        new("OB2012", Fill(ShippedAsContentText, model.Plan.Display, model.Weights.Length == 0 ? "it is larger than 2 GB" : $"its weights lie in {Named(model.Weights)}, which a resource cannot hold"));

    static string Named(string[] files) => $"'{Path.GetFileName(files[0])}'" + (files.Length > 1 ? string.Format(CultureInfo.InvariantCulture, " and {0} other files", files.Length - 1) : "");

    public void WarnAt(ItemPlace place, TaskLoggingHelper log) =>
        log.LogWarning(null, Code, null, HelpPage.Link(Code), place.File, place.Line, place.Column, 0, 0, "{0}", Text);

    public void LogAt(ItemPlace place, TaskLoggingHelper log) =>
        log.LogError(null, Code, null, HelpPage.Link(Code), place.File, place.Line, place.Column, 0, 0, Text);

    static string Fill(string text, params string[] arguments) => string.Format(CultureInfo.InvariantCulture, text, [.. arguments.Select(Printable.Of)]);
}
