using OptiBuild.Benchmarks.Running;

namespace OptiBuild.Benchmarks.Peers;

/// <summary>What one tool made of one model, or the model itself.</summary>
/// <param name="Result">Top-1 or mAP as a share, or RMSE; null where the data has no labels.</param>
/// <param name="Agreement">Share of samples with the original's answer; null where answers are no classes.</param>
/// <param name="Seconds">Wall time of the whole process.</param>
/// <param name="Failure">Why there is nothing else.</param>
sealed record Entry(string Tool)
{
    public double? Result { get; init; }
    public double? Agreement { get; init; }
    public double? SqnrDb { get; init; }
    public double? Milliseconds { get; init; }
    public double? Speedup { get; init; }
    public long? Bytes { get; init; }
    public long? BrotliBytes { get; init; }
    public double? Seconds { get; init; }
    public double? PeakMiB { get; init; }
    public string? Failure { get; init; }

    /// <summary>A file, and what it cost to make it.</summary>
    public static Entry Of(string tool, string file, Measured made) => made.Failure is { } failure || !File.Exists(file)
        ? new(tool) { Failure = made.Failure ?? "wrote no file" }
        : new(tool) { Bytes = new FileInfo(file).Length, BrotliBytes = Brotli.Length(file), Seconds = made.Seconds, PeakMiB = made.PeakMiB };
}

/// <summary>One model: the original, then what each tool made of it.</summary>
sealed record Row(string Model, Outcome Outcome, Entry Original, IReadOnlyList<Entry> Entries);

/// <summary>The file with the raw numbers.</summary>
/// <param name="Effort">Of OptiBuild; as <paramref name="TargetCpu"/>.</param>
sealed record PeersResult(Environs Environment, string Python, string Effort, string TargetCpu, int Rounds, IReadOnlyList<Row> Rows);
