using System.Runtime.InteropServices;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Data;

/// <summary>Numbers as elements of an array.</summary>
static class Elements
{
    /// <returns>Whether the type can hold the number: whole numbers in range for integers, for floats what does not become infinite.</returns>
    public static bool Write(double value, ElementType type, Span<byte> element)
    {
        switch (type)
        {
            case ElementType.Float:   return float.IsFinite((float)value) && Put((float)value, element);
            case ElementType.Double:  return Put(value, element);
            case ElementType.Float16: return Half.IsFinite((Half)value) && Put((Half)value, element);
            case ElementType.Int8:    return IsWhole(value, sbyte.MinValue, sbyte.MaxValue) && Put((sbyte)value, element);
            case ElementType.UInt8:   return IsWhole(value, byte.MinValue, byte.MaxValue) && Put((byte)value, element);
            case ElementType.Int16:   return IsWhole(value, short.MinValue, short.MaxValue) && Put((short)value, element);
            case ElementType.UInt16:  return IsWhole(value, ushort.MinValue, ushort.MaxValue) && Put((ushort)value, element);
            case ElementType.Int32:   return IsWhole(value, int.MinValue, int.MaxValue) && Put((int)value, element);
            case ElementType.UInt32:  return IsWhole(value, uint.MinValue, uint.MaxValue) && Put((uint)value, element);
            case ElementType.Int64:   return IsWhole(value, -LargestExact, LargestExact) && Put((long)value, element);
            case ElementType.UInt64:  return IsWhole(value, 0, LargestExact) && Put((ulong)value, element);
            case ElementType.Bool:    return IsWhole(value, 0, 1) && Put((byte)value, element);
            default:                  return false;
        }
    }

    /// <summary>2⁵³: up to here every whole number is a double.</summary>
    const double LargestExact = 9007199254740992;

    static bool IsWhole(double value, double least, double most) => value >= least && value <= most && double.IsInteger(value);

    static bool Put<T>(T value, Span<byte> element) where T : struct
    {
        MemoryMarshal.Write(element, value);
        return true;
    }
}
