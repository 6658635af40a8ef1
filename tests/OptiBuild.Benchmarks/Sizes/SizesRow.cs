namespace OptiBuild.Benchmarks.Sizes;

/// <param name="Original">Bytes of the file.</param>
/// <param name="Tools">The least Brotli bytes of another tool's valid file; null where none was measured.</param>
/// <param name="EightBits">Quantization=int8 and Pruning=none.</param>
/// <param name="Off">Everything left to OptiBuild, with no gate.</param>
/// <param name="Budget">The same inside a budget.</param>
sealed record SizesRow(AssetModel Model, long Original, long? Tools, SizesRun EightBits, SizesRun Off, SizesRun Budget);

/// <param name="Bytes">Embedded.</param>
/// <param name="Loss">Of the metric, on the gate data.</param>
/// <param name="Agreement">Share of samples with the original's answer.</param>
/// <param name="Upper">Bound of the loss that the gate gave; null without a gate.</param>
sealed record SizesRun(long Bytes, double Loss, double Agreement, double? Upper)
{
    public required double? Speedup { get; init; }

    /// <summary>Seconds of all steps but validate and pack.</summary>
    public required double Work { get; init; }

    /// <summary>Of the whole process.</summary>
    public required double Seconds { get; init; }
}
