namespace OptiBuild.Numerics.Ranges;

/// <summary>The range to quantize, and the SQNR in dB that the histogram predicts for it; +∞ when nothing is lost.</summary>
public readonly record struct RangeEstimate(float Min, float Max, double SqnrDb);
