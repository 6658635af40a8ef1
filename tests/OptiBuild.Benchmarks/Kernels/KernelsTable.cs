using System.Text;
using BenchmarkDotNet.Reports;

namespace OptiBuild.Benchmarks.Kernels;

static class KernelsTable
{
    const double NanosecondsPerMicrosecond = 1000;

    public static string Of(IReadOnlyList<BenchmarkReport> reports)
    {
        var text = new StringBuilder($"""
            # Kernels of OptiBuild.Numerics

            {Environs.Here().Line}

            Run again: `dotnet run build/build.cs -- bench kernels`. One thread; BenchmarkDotNet's short job, with the half-width of the mean's 99.9 % confidence interval.

            | kernel | on | mean, µs | ± | million values/s |
            |---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var report in reports) text.Append(Line(report));
        return text.ToString();
    }

    static string Line(BenchmarkReport report)
    {
        var (descriptor, statistics) = (report.BenchmarkCase.Descriptor, report.ResultStatistics!);
        var on = report.BenchmarkCase.Parameters.Items.Single().Value;
        var error = statistics.ConfidenceInterval.Margin;
        var rate = on is Layer layer ? $"{layer.Length / statistics.Mean * NanosecondsPerMicrosecond:F0}" : "–";
        return $"| {descriptor.Type.Name.Replace("Benchmark", "")}.{descriptor.WorkloadMethod.Name} | {on} | {statistics.Mean / NanosecondsPerMicrosecond:F2} | {error / NanosecondsPerMicrosecond:F2} | {rate} |\n";
    }
}
