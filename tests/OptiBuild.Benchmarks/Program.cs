using System.CommandLine;
using System.Globalization;
using OptiBuild.Benchmarks;
using OptiBuild.Benchmarks.Channels;
using OptiBuild.Benchmarks.Cost;
using OptiBuild.Benchmarks.Gating;
using OptiBuild.Benchmarks.Kernels;
using OptiBuild.Benchmarks.Opening;
using OptiBuild.Benchmarks.Operators;
using OptiBuild.Benchmarks.Peers;
using OptiBuild.Benchmarks.Pruning;
using OptiBuild.Benchmarks.Reading;
using OptiBuild.Benchmarks.Running;
using OptiBuild.Benchmarks.Saturation;
using OptiBuild.Benchmarks.Sizes;
using OptiBuild.Benchmarks.Sweeping;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    return new RootCommand("Measures OptiBuild: beside other tools, against its bars of time and memory, and kernel by kernel.")
    {
        PeersCommand.Create(),
        CostCommand.Create(),
        ChannelsCommand.Create(),
        KernelsCommand.Create(),
        OperatorsCommand.Create(),
        SweepCommand.Create(),
        SaturationCommand.Create(),
        OpenCommand.Create(),
        SizesCommand.Create(),
        PruneCommand.Create(),
        InferCommand.Create(),
        AnswersCommand.Create(),
        GateCommand.Create(),
        ReadingCommand.Create(),
        ReadCommand.Create(),
    }.Parse(args.Length == 0 ? ["--help"] : args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Absent e)
{
    Console.WriteLine($"Nothing was measured: {e.Message}");
    return 0;
}
catch (Failed e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
