using System.CommandLine;
using OptiBuild.Cli.Commands;
using OptiBuild.Engine;

namespace OptiBuild.Cli;

/// <summary>What people type: a few commands over the same engine that builds use.</summary>
static class CommandLine
{
    public static int Run(string[] args, CancellationToken cancel)
    {
        var parsed = Root(cancel).Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count == 0) return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        foreach (var finding in Misunderstood(parsed)) Console.Error.WriteLine(finding.ToLine(Product.Command));
        return ExitCodes.UsersError;
    }

    static RootCommand Root(CancellationToken cancel) => new("Makes ONNX models smaller and faster, and proves on labelled data that they still answer as well.")
    {
        OptimizeCommand.Create(cancel),
        EvaluateCommand.Create(cancel),
        CompareCommand.Create(cancel),
        InspectCommand.Create(),
        SweepCommand.Create(cancel),
        BaselineCommand.Create(),
        ReportCommand.Create(),
        ExplainCommand.Create(),
    };

    static IEnumerable<Finding> Misunderstood(ParseResult parsed)
    {
        var help = $"those that '{Product.Command} {parsed.CommandResult.Command.Name} --help' shows";
        return parsed.UnmatchedTokens is { Count: > 0 } unknown
            ? unknown.Select(token => Diagnostics.OptionUnknown.With(token, help))
            : parsed.Errors.Select(e => Diagnostics.CommandIncomplete.With(e.Message.TrimEnd('.')));
    }
}
