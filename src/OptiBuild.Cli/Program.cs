using OptiBuild.Cli;
using OptiBuild.Cli.Work;
using OptiBuild.Engine;

using var cancel = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    // The first time in order, so that nothing half-written stays; the second time at once.
    key.Cancel = !cancel.IsCancellationRequested;
    cancel.Cancel();
};

try
{
    return args switch
    {
        ["--version"]   => Version(),
        ["run", var job] => WorkerStart.Run(job, cancel),
        _               => CommandLine.Run(args, cancel.Token),
    };
}
catch (OperationCanceledException) when (cancel.IsCancellationRequested)
{
    return ExitCodes.Cancelled;
}
catch (Exception e)
{
    var finding = Failures.Of(e, args.ElementAtOrDefault(1) ?? Product.Command);
    Failures.Tell(e, finding, Console.Error);
    return ExitCodes.Of([finding]);
}

static int Version()
{
    Console.Out.WriteLine(Product.Version);
    return ExitCodes.Done;
}
