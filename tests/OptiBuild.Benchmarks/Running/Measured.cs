namespace OptiBuild.Benchmarks.Running;

/// <summary>A whole process, from its start to its end.</summary>
sealed record Measured(double Seconds, double PeakMiB, int ExitCode, string Output, string Errors)
{
    /// <summary>Why it failed, in one line; null where it did not.</summary>
    public string? Failure => ExitCode == 0 ? null
        : (Errors + "\n" + Output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault(l => l.Contains("rror")) ?? $"ended with {ExitCode}";

    /// <summary>Medians of several runs; the first failure where there was one.</summary>
    public static Measured Median(IReadOnlyCollection<Measured> runs) => runs.FirstOrDefault(r => r.ExitCode != 0)
        ?? runs.First() with { Seconds = Median(runs.Select(r => r.Seconds)), PeakMiB = Median(runs.Select(r => r.PeakMiB)) };

    static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
