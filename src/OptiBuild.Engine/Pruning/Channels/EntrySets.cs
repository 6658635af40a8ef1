using OptiBuild.Engine.Quantization.Channels;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning.Channels;

/// <summary>Entries along the axes of values, in sets that stay or go as one. Set 0 stays.</summary>
/// <remarks>Axes of size 1 and of unknown size have no entries: they never change.</remarks>
sealed class EntrySets(KnownSizes sizes)
{
    public const int Fixed = 0;

    readonly List<int> parents = [Fixed];
    readonly Dictionary<(Value, int), int[]> entries = [];

    /// <summary>Values whose entries were looked at, with the axis.</summary>
    public IEnumerable<(Value Value, int Axis)> Places => entries.Keys;

    /// <summary>−1 for a size that is not known; null where not even the number of axes is.</summary>
    public long[]? Sizes(Value? value) => value is null ? null : sizes.Of(value) ?? (value.Tensor?.Shape is { } shape ? [.. shape.Dimensions.Select(d => d.Size ?? -1)] : null);

    /// <summary>The sets along an axis; empty where it has none.</summary>
    public ReadOnlySpan<int> Of(Value value, int axis)
    {
        if (entries.TryGetValue((value, axis), out var known)) return known;
        if (Sizes(value) is not { } shape || axis >= shape.Length || shape[axis] <= 1 || shape[axis] > int.MaxValue) return [];
        var ids = Enumerable.Range(parents.Count, (int)shape[axis]).ToArray();
        parents.AddRange(ids);
        entries.Add((value, axis), ids);
        return ids;
    }

    public int Root(int id)
    {
        while (parents[id] != id) id = parents[id] = parents[parents[id]];
        return id;
    }

    public bool IsFixed(Value value, int axis)
    {
        foreach (var id in Of(value, axis))
            if (Root(id) != Fixed) return false;
        return true;
    }

    public void Join(int a, int b)
    {
        var (x, y) = (Root(a), Root(b));
        parents[Math.Max(x, y)] = Math.Min(x, y);
    }

    /// <summary>Entry by entry; axes of different sizes stay as they are, but for one of size 1, which serves all entries.</summary>
    public void Join((Value Value, int Axis) a, (Value Value, int Axis) b)
    {
        var left = Of(a.Value, a.Axis);
        var right = Of(b.Value, b.Axis);
        if (left.Length == right.Length)
            for (var i = 0; i < left.Length; i++) Join(left[i], right[i]);
        else
        {
            if (!IsOne(b)) Fix(a.Value, a.Axis);
            if (!IsOne(a)) Fix(b.Value, b.Axis);
        }
    }

    bool IsOne((Value Value, int Axis) place) => Sizes(place.Value) is { } s && s[place.Axis] == 1;

    public void Fix(Value value, int axis)
    {
        foreach (var id in Of(value, axis)) Join(id, Fixed);
    }

    public void Fix(Value value)
    {
        for (var axis = 0; axis < (Sizes(value)?.Length ?? 0); axis++) Fix(value, axis);
    }

    /// <summary>Axes but some.</summary>
    public void FixOthers(Value value, params ReadOnlySpan<int> free)
    {
        for (var axis = 0; axis < (Sizes(value)?.Length ?? 0); axis++)
            if (!free.Contains(axis)) Fix(value, axis);
    }
}
