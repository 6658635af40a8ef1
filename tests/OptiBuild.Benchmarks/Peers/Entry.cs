namespace OptiBuild.Benchmarks.Peers;

/// <summary>What one tool made of one model, or the model itself.</summary>
sealed record Entry(string Tool)
{
    /// <summary>Top-1 or mAP as a share, or RMSE; null where the data has no labels.</summary>
    public double? Result { get; init; }

    /// <summary>Share of samples with the original's answer; null where answers are no classes.</summary>
    public double? Agreement { get; init; }

    public double? SqnrDb { get; init; }
    public double? Milliseconds { get; init; }
    public double? Speedup { get; init; }
    public long? Bytes { get; init; }
    public long? BrotliBytes { get; init; }

    /// <summary>Wall time of the whole process that made it; as <see cref="PeakMiB"/> null for the original.</summary>
    public double? Seconds { get; init; }
    public double? PeakMiB { get; init; }

    /// <summary>Why there is nothing else.</summary>
    public string? Failure { get; init; }
}

/// <summary>One model: the original, then what each tool made of it.</summary>
sealed record Row(string Model, Outcome Outcome, Entry Original, IReadOnlyList<Entry> Entries);

/// <summary>The file with the raw numbers.</summary>
/// <param name="Effort">Of OptiBuild; as <paramref name="TargetCpu"/>.</param>
sealed record PeersResult(Environs Environment, string Python, string Effort, string TargetCpu, int Rounds, IReadOnlyList<Row> Rows);
