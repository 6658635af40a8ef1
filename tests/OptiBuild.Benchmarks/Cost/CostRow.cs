using System.Collections.Immutable;
using OptiBuild.Benchmarks.Running;

namespace OptiBuild.Benchmarks.Cost;

/// <param name="Many">Optimizing with <see cref="CostCommand.ManySamples"/> samples; <paramref name="Few"/> likewise.</param>
sealed record CostRow(string Model, Measured Optimize, Measured Peer, Measured Infer, Measured Few, Measured Many)
{
    public string? Failure => new[] { Optimize, Peer, Infer, Few, Many }.Select(m => m.Failure).FirstOrDefault(f => f is not null);
}

/// <summary>A bar: a ratio that must not exceed a limit.</summary>
sealed record Bar(string Name, double Limit, Func<CostRow, double> Ratio)
{
    public static ImmutableArray<Bar> All { get; } =
    [
        new("time / ort-u8s8",        1.0, r => r.Optimize.Seconds / r.Peer.Seconds),
        new("memory / inference",     1.5, r => r.Optimize.PeakMiB / r.Infer.PeakMiB),
        new("memory 4,096 / 128",     1.1, r => r.Many.PeakMiB / r.Few.PeakMiB),
    ];

    public bool Holds(CostRow row) => Ratio(row) <= Limit;
}
