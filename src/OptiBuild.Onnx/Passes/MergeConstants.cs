namespace OptiBuild.Onnx.Passes;

/// <summary>Constants of the same type, shape and bits → one.</summary>
/// <remarks>
/// Not of int8, which are weights and their zero points: on x64 without VNNI and with session.x64quantprecision=1, ONNX Runtime makes a uint8 copy
/// for each reader, names it after the constant, and newer versions refuse the second one of that name (avx2_weight_s8_to_u8.cc).
/// </remarks>
public static class MergeConstants
{
    /// <returns>How many constants went.</returns>
    public static int Run(Model model)
    {
        var first = new Dictionary<Key, Value>();
        var merged = 0;
        foreach (var value in model.Graph.Initializers.Where(v => v is { IsConstant: true, IsGraphOutput: false, Data: { Strings: null, Type: not ElementType.Int8 } }).ToArray())
        {
            if (first.TryAdd(new(value.Data!), value)) continue;
            Graph.ReplaceUses(value, first[new(value.Data!)]);
            model.Graph.Remove(value);
            merged++;
        }
        return merged;
    }

    readonly struct Key(Tensor data) : IEquatable<Key>
    {
        readonly Tensor data = data;

        public bool Equals(Key other) => data.Type == other.data.Type && data.Shape.SequenceEqual(other.data.Shape) && data.Data.Span.SequenceEqual(other.data.Data.Span);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(data.Type);
            hash.AddBytes(data.Data.Span);
            return hash.ToHashCode();
        }
    }
}
