using OptiBuild.Engine;

namespace OptiBuild.Cli.Talk;

/// <summary>Says on stderr what is being done: bars where somebody watches a terminal, a line per step elsewhere.</summary>
static class Watching
{
    public static T Run<T>(Func<Steps, T> work) => IsTerminal ? Bars.Run(work) : work(Lines());

    static bool IsTerminal => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    static Steps Lines() => new(ended: step => Console.Error.WriteLine(FormattableString.Invariant($"{step.Name} {step.Seconds:0.0} s")));
}
