namespace OptiBuild.Onnx;

/// <summary>Element types with the numbers of TensorProto.DataType. https://onnx.ai/onnx/repo-docs/IR.html#standard-data-types</summary>
public enum ElementType
{
    Undefined = 0,
    Float = 1, UInt8 = 2, Int8 = 3, UInt16 = 4, Int16 = 5, Int32 = 6, Int64 = 7, String = 8, Bool = 9,
    Float16 = 10, Double = 11, UInt32 = 12, UInt64 = 13, Complex64 = 14, Complex128 = 15, BFloat16 = 16,
    Float8E4M3FN = 17, Float8E4M3FNUZ = 18, Float8E5M2 = 19, Float8E5M2FNUZ = 20,
    UInt4 = 21, Int4 = 22, Float4E2M1 = 23, Float8E8M0 = 24, UInt2 = 25, Int2 = 26,
}

public static class ElementTypes
{
    /// <summary>Bits of one element in raw data; 0 for strings, which have no raw form.</summary>
    public static int Bits(this ElementType type) => type switch
    {
        ElementType.UInt2 or ElementType.Int2                                              => 2,
        ElementType.UInt4 or ElementType.Int4 or ElementType.Float4E2M1                    => 4,
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool                          => 8,
        ElementType.Float8E4M3FN or ElementType.Float8E4M3FNUZ or ElementType.Float8E5M2
            or ElementType.Float8E5M2FNUZ or ElementType.Float8E8M0                        => 8,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 16,
        ElementType.Float or ElementType.Int32 or ElementType.UInt32                       => 32,
        ElementType.Double or ElementType.Int64 or ElementType.UInt64 or ElementType.Complex64 => 64,
        ElementType.Complex128                                                             => 128,
        _                                                                                  => 0,
    };

    /// <summary>Bytes of <paramref name="count"/> elements packed as ONNX packs raw data (sub-byte types two or four to a byte).</summary>
    public static long Bytes(this ElementType type, long count) => checked((count * type.Bits() + 7) / 8);

    /// <summary>The name of ONNX's text syntax: float, int64, uint8 …</summary>
    public static string Name(this ElementType type) => type.ToString().ToLowerInvariant();
}
