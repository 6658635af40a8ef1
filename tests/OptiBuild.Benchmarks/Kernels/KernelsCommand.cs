using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace OptiBuild.Benchmarks.Kernels;

/// <summary>The kernels of OptiBuild.Numerics on sizes of real layers, by BenchmarkDotNet.</summary>
static class KernelsCommand
{
    static readonly Type[] Benchmarks = [typeof(HistogramBenchmark), typeof(MeanSquareBenchmark), typeof(AffineBenchmark), typeof(RoundToNearestBenchmark)];

    public static Command Create()
    {
        var command = new Command("kernels", "The numeric kernels on sizes of real layers.");
        command.SetAction(_ => Run(Places.FindRepository()));
        return command;
    }

    static void Run(string repository)
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(Path.Combine(repository, ".artifacts", "benchmarks", "kernels"));
        var summaries = BenchmarkRunner.Run(Benchmarks, config);
        if (summaries.Any(s => s.HasCriticalValidationErrors || s.Reports.Any(r => !r.Success))) throw new Failed("Not all benchmarks ran: see above.");

        var file = Path.Combine(Places.Committed(repository), "kernels.md");
        File.WriteAllText(file, KernelsTable.Of([.. summaries.SelectMany(s => s.Reports)]));
        Console.WriteLine($"Written to '{file}'.");
    }
}
