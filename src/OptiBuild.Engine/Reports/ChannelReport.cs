namespace OptiBuild.Engine.Reports;

/// <summary>Which channels were removed, and how that was decided.</summary>
public sealed record ChannelReport
{
    /// <summary>What became of it, in one sentence.</summary>
    public required string Outcome { get; init; }

    /// <summary>By family of channels; empty where nothing was removed.</summary>
    public IReadOnlyList<ChannelFamilyReport> Families { get; init; } = [];

    /// <summary>Channels that had the same value in all calibration samples; their value went into the biases behind them.</summary>
    public int Dead { get; init; }

    /// <summary>What the loss is told by, without labels; null where nothing was predicted.</summary>
    public LossKind? Loss { get; init; }

    /// <summary>The most that removing channels may be predicted to lose.</summary>
    public double? Target { get; init; }

    /// <summary>Held-out calibration samples.</summary>
    public int Samples { get; init; }

    /// <summary>Every variant that was looked at, in that order.</summary>
    public IReadOnlyList<ChannelTrialReport> Trials { get; init; } = [];

    /// <summary>Share of the model's time that the table of costs foretells to be saved by what was kept; 0 where nothing was.</summary>
    public double Saved { get; init; }

    /// <summary>Of the quantized model with all channels, against the quantized model without those removed, on this machine; null where it was not measured.</summary>
    public LatencyReport? Latency { get; init; }
}

/// <param name="Node">An operator that reads the channels.</param>
/// <param name="Channels">Before; heads or groups where only these can go.</param>
public sealed record ChannelFamilyReport(string Node, int Channels, int Removed);

/// <param name="Saved">Share of the model's time that the table of costs foretells to be saved.</param>
/// <param name="Loss">Predicted.</param>
public sealed record ChannelTrialReport(double Saved, double Loss);
