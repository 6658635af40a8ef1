namespace OptiBuild.Benchmarks.Operators;

enum Arithmetic { Float, Int8 }

/// <summary>An operator with as many inputs as outputs, so that it can be chained.</summary>
/// <param name="Operator">Conv or MatMul.</param>
/// <param name="Shape">Of the activation: [1, channels, height, width] or [rows, channels].</param>
/// <param name="Weight">Of the weight: [channels, channels / group, kernel, kernel] or [channels, channels].</param>
sealed record OperatorCase(string Operator, long[] Shape, long[] Weight)
{
    public static OperatorCase Conv(long channels, long size, long kernel, long group = 1) =>
        new("Conv", [1, channels, size, size], [channels, channels / group, kernel, kernel]) { Group = group };

    public static OperatorCase MatMul(long rows, long channels) => new("MatMul", [rows, channels], [channels, channels]);

    public long Group { get; init; } = 1;

    public long Elements => Shape.Aggregate(1L, (a, b) => a * b);

    public long Weights => Weight.Aggregate(1L, (a, b) => a * b);

    /// <summary>Each output element adds up one product per weight of its channel.</summary>
    public long Multiplications => Elements * (Weights / Shape[1]);

    public override string ToString() => Operator == "Conv"
        ? $"{(Group > 1 ? "depthwise " : "")}Conv {Weight[2]}×{Weight[3]}, {Shape[1]} channels, {Shape[2]}×{Shape[3]}"
        : $"MatMul [{Shape[0]},{Shape[1]}]·[{Weight[0]},{Weight[1]}]";
}
