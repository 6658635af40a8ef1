using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

public enum Granularity { Tensor, Channel }

/// <summary>A named way to turn real numbers into integers.</summary>
/// <param name="Min">Smallest integer used.</param>
/// <param name="Max">Largest integer used.</param>
/// <param name="Symmetric">The zero point is 0.</param>
public sealed record Scheme(string Name, ElementType Type, int Min, int Max, Granularity Granularity, bool Symmetric)
{
    public static readonly Scheme U8Tensor  = new("uint8 per tensor", ElementType.UInt8, 0, 255, Granularity.Tensor, Symmetric: false);
    public static readonly Scheme S8Tensor  = new("int8 per tensor", ElementType.Int8, -128, 127, Granularity.Tensor, Symmetric: false);

    /// <summary>−128 is left out: with it, negating a weight would overflow.</summary>
    public static readonly Scheme S8Channel = new("int8 per channel", ElementType.Int8, -127, 127, Granularity.Channel, Symmetric: true);
}
