using Microsoft.Build.Logging.StructuredLogger;
using LoggedBuild = Microsoft.Build.Logging.StructuredLogger.Build;
using LoggedTask = Microsoft.Build.Logging.StructuredLogger.Task;

namespace OptiBuild.Package.Tests.Infra;

/// <summary>How a build ended, by its binary log.</summary>
sealed class BuildResult(Ended ended, string logFile, string projectFile)
{
    readonly Lazy<LoggedBuild> _log = new(() => BinaryLog.ReadBuild(logFile));

    public string Output => ended.Output;

    public bool Succeeded => _log.Value.Succeeded && ended.ExitCode == 0;

    public IReadOnlyList<Error> Errors => _log.Value.FindChildrenRecursive<Error>();

    public IReadOnlyList<Warning> Warnings => _log.Value.FindChildrenRecursive<Warning>();

    /// <summary>How often a worker was started.</summary>
    public int WorkerStarts => _log.Value.FindChildrenRecursive<LoggedTask>(t => t.Name == "OptimizeModels").Count;

    /// <summary>What all of OptiBuild's targets took together.</summary>
    public TimeSpan OptiBuildTime => _log.Value
        .FindChildrenRecursive<Target>(t => t.Name.Contains("OptiBuild", StringComparison.Ordinal))
        .Aggregate(TimeSpan.Zero, (sum, target) => sum + target.Duration);

    public TimeSpan Time => ended.Time;

    public IEnumerable<string> Messages => _log.Value.FindChildrenRecursive<Message>().Select(m => m.Text);

    public BuildResult MustSucceed()
    {
        Assert.True(Succeeded, Output);
        return this;
    }

    /// <summary>The one error of the build, which points at a line of the project file and shows in the form that CI systems recognize.</summary>
    public Error MustFailWith(string code)
    {
        Assert.False(Succeeded, Output);
        var error = Assert.Single(Errors);
        Assert.Equal(code, error.Code);
        Assert.Contains($"{Path.GetFileName(projectFile)}({error.LineNumber},{error.ColumnNumber}): error {code}: ", Output, StringComparison.Ordinal);
        Assert.Contains($" [{projectFile}", Output, StringComparison.Ordinal);
        return error;
    }

    public static IEnumerable<string> LinesOf(string text, string part) => text.Split('\n').Where(l => l.Contains(part, StringComparison.Ordinal)).Select(l => l.Trim());
}
