using System.Collections.Frozen;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Data.Arrays;

/// <summary>NumPy's names of element types. https://numpy.org/doc/stable/reference/arrays.interface.html#object.__array_interface__</summary>
static class NpyTypes
{
    static readonly FrozenDictionary<string, ElementType> Rows = new Dictionary<string, ElementType>
    {
        ["f2"] = ElementType.Float16, ["f4"] = ElementType.Float, ["f8"] = ElementType.Double,
        ["i1"] = ElementType.Int8,    ["i2"] = ElementType.Int16,  ["i4"] = ElementType.Int32,  ["i8"] = ElementType.Int64,
        ["u1"] = ElementType.UInt8,   ["u2"] = ElementType.UInt16, ["u4"] = ElementType.UInt32, ["u8"] = ElementType.UInt64,
        ["b1"] = ElementType.Bool,
    }.ToFrozenDictionary();

    /// <summary>The type, and whether the order of its bytes is that of few processors.</summary>
    /// <exception cref="OptiBuildException">OB3006.</exception>
    public static (ElementType Type, bool IsBigEndian) Of(string descr, string name)
    {
        var (order, type) = descr.Length > 1 && !char.IsLetter(descr[0]) ? (descr[0], descr[1..]) : ('=', descr);
        if (!Rows.TryGetValue(type, out var row))
            throw new OptiBuildException(Diagnostics.ArrayForm.With(name, descr.Length == 0 ? "records of several fields" : $"elements of type '{descr}'", "numbers (float16 to float64, int8 to uint64, bool)"));
        return (row, order == '>');
    }
}
