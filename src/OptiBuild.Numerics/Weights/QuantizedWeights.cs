namespace OptiBuild.Numerics.Weights;

/// <summary>A weight tensor as integers with zero point 0 and one scale per channel, or one for all.</summary>
/// <param name="Values">In the order of the tensor.</param>
/// <param name="Scales">[channels], or [1] per tensor.</param>
/// <param name="SqnrDb">Signal to quantization noise ratio over the whole tensor; +∞ when nothing is lost.</param>
public sealed record QuantizedWeights(sbyte[] Values, float[] Scales, double SqnrDb);
