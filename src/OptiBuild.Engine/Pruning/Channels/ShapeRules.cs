using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning.Channels;

/// <summary>Operators that put entries somewhere else.</summary>
static class ShapeRules
{
    /// <summary>Exporters that split a fused projection give the parts, the heads and their size axes of their own.</summary>
    const int FusedRank = 5;

    public static bool Transpose(Node node, EntrySets entries)
    {
        var (x, y) = (node.Input(0)!, node.Output(0)!);
        if (entries.Sizes(x) is not { } from || entries.Sizes(y) is null) return false;
        var order = node.Attributes.Ints("perm") ?? [.. Enumerable.Range(0, from.Length).Reverse().Select(i => (long)i)];
        for (var axis = 0; axis < from.Length; axis++) entries.Join((x, (int)order[axis]), (y, axis));
        return true;
    }

    /// <summary>Its target has to be known, because it has to be mended.</summary>
    public static bool Reshape(Node node, EntrySets entries) => node.Input(1) is { IsConstant: true, Data.Type: ElementType.Int64 } && Refold(node, entries);

    /// <summary>The same elements in the same order under other axes.</summary>
    public static bool Refold(Node node, EntrySets entries)
    {
        var (x, y) = (node.Input(0)!, node.Output(0)!);
        if (entries.Sizes(x) is not { } from || entries.Sizes(y) is not { } to) return false;
        var (i, j) = (from.Length, to.Length);
        while (i > 0 && j > 0)
        {
            var (endIn, endOut) = (i, j);
            var (a, b) = (from[--i], to[--j]);
            while (a != b && a > 0 && b > 0 && (a < b ? i : j) > 0)
                if (a < b) a *= from[--i]; else b *= to[--j];
            if (a != b || a <= 0)
            {
                FixFirst(x, endIn, entries);
                FixFirst(y, endOut, entries);
                return true;
            }
            Block((x, i, endIn), (y, j, endOut), entries);
        }
        return true;
    }

    static void FixFirst(Value value, int axes, EntrySets entries)
    {
        for (var axis = 0; axis < axes; axis++) entries.Fix(value, axis);
    }

    readonly record struct Axes(Value Value, int From, int To)
    {
        public static implicit operator Axes((Value Value, int From, int To) axes) => new(axes.Value, axes.From, axes.To);

        public int[] Wide(EntrySets entries) => [.. Enumerable.Range(From, To - From).Where(WideIn(entries))];

        Func<int, bool> WideIn(EntrySets entries)
        {
            var sizes = entries.Sizes(Value)!;
            return a => sizes[a] > 1;
        }
    }

    /// <summary>One axis on one side, and one or several on the other, of as many elements together: one of these has the entries, the others stay.</summary>
    static void Block(Axes x, Axes y, EntrySets entries)
    {
        var (wideX, wideY) = (x.Wide(entries), y.Wide(entries));
        if (wideX.Length == 0 && wideY.Length == 0) return;
        if (wideX is [var from] && wideY is [var to]) entries.Join((x.Value, from), (y.Value, to));
        else if (wideY is [var whole] && wideX.Length > 1) Fold((x.Value, wideX), (y.Value, whole), Merging(x.Value, wideX, entries), entries);
        else if (wideX is [var one] && wideY.Length > 1) Fold((y.Value, wideY), (x.Value, one), Splitting(y.Value, wideY, entries), entries);
        else
        {
            foreach (var axis in wideX) entries.Fix(x.Value, axis);
            foreach (var axis in wideY) entries.Fix(y.Value, axis);
        }
    }

    static int Merging(Value value, int[] axes, EntrySets entries) => axes.FirstOrDefault(a => !entries.IsFixed(value, a), axes[0]);

    static int Splitting(Value value, int[] axes, EntrySets entries) => entries.Sizes(value)!.Length == FusedRank ? axes[^2] : axes[0];

    static void Fold((Value Value, int[] Axes) parts, (Value Value, int Axis) whole, int carrier, EntrySets entries)
    {
        var sizes = entries.Sizes(parts.Value)!;
        var behind = parts.Axes.Where(a => a > carrier).Aggregate(1L, (n, a) => n * sizes[a]);
        int[] ids = [.. entries.Of(parts.Value, carrier)], all = [.. entries.Of(whole.Value, whole.Axis)];
        for (var i = 0; i < all.Length; i++) entries.Join(all[i], ids[(int)(i / behind % ids.Length)]);
        foreach (var axis in parts.Axes.Where(a => a != carrier)) entries.Fix(parts.Value, axis);
    }

    public static bool Split(Node node, EntrySets entries)
    {
        var x = node.Input(0)!;
        if (entries.Sizes(x) is not { } from || node.Input(1) is { IsConstant: false } || node.Outputs.Any(o => o is null || entries.Sizes(o) is null)) return false;
        var (along, start) = (Axis.Of((int)node.Attributes.Int("axis", 0), from), 0);
        foreach (var y in node.Outputs.OfType<Value>())
        {
            for (var axis = 0; axis < from.Length; axis++)
                if (axis != along) entries.Join((x, axis), (y, axis));
            if (!Part((x, along), y, ref start, entries)) return false;
        }
        return true;
    }

    public static bool Concat(Node node, EntrySets entries)
    {
        var y = node.Output(0)!;
        if (entries.Sizes(y) is not { } to || node.Inputs.Any(v => v is null || entries.Sizes(v) is null)) return false;
        var (along, start) = (Axis.Of((int)node.Attributes.Int("axis", 0), to), 0);
        foreach (var x in node.Inputs.OfType<Value>())
        {
            for (var axis = 0; axis < to.Length; axis++)
                if (axis != along) entries.Join((x, axis), (y, axis));
            if (!Part((y, along), x, ref start, entries)) return false;
        }
        return true;
    }

    /// <summary>A part's entries are those of the whole from <paramref name="start"/> on.</summary>
    static bool Part((Value Value, int Axis) whole, Value part, ref int start, EntrySets entries)
    {
        var size = entries.Sizes(part)![whole.Axis];
        var all = entries.Of(whole.Value, whole.Axis);
        if (size < 0 || all.Length < start + size) return false;
        // A part of one entry cannot become empty.
        if (size == 1) entries.Join(all[start], EntrySets.Fixed);
        var ids = entries.Of(part, whole.Axis);
        for (var i = 0; i < ids.Length; i++) entries.Join(ids[i], all[start + i]);
        start += (int)size;
        return true;
    }

    /// <summary>What is picked stays as it is; the axes beside it are handed on.</summary>
    public static bool Gather(Node node, EntrySets entries)
    {
        var (x, indices, y) = (node.Input(0)!, node.Input(1)!, node.Output(0)!);
        if (entries.Sizes(x) is not { } from || entries.Sizes(y) is not { } to) return false;
        var along = Axis.Of((int)node.Attributes.Int("axis", 0), from);
        var inserted = to.Length - from.Length + 1;
        entries.Fix(x, along);
        entries.Fix(indices);
        for (var axis = 0; axis < inserted; axis++) entries.Fix(y, along + axis);
        for (var axis = 0; axis < from.Length; axis++)
            if (axis != along) entries.Join((x, axis), (y, axis < along ? axis : axis + inserted - 1));
        return true;
    }

    public static bool Reduce(Node node, EntrySets entries)
    {
        var (x, y) = (node.Input(0)!, node.Output(0)!);
        var axes = node.Attributes.Ints("axes") ?? (node.Input(1) is { IsConstant: true, Data: { Type: ElementType.Int64 } data } ? data.Span<long>().ToArray() : null);
        if (axes is not { Count: > 0 } || entries.Sizes(x) is not { } from || entries.Sizes(y) is null) return false;
        var gone = axes.Select(a => Axis.Of((int)a, from)).ToHashSet();
        var keeps = node.Attributes.Int("keepdims", 1) != 0;
        for (var (axis, at) = (0, 0); axis < from.Length; axis++)
            if (gone.Contains(axis))
            {
                entries.Fix(x, axis);
                if (keeps) at++;
            }
            else entries.Join((x, axis), (y, at++));
        return true;
    }
}
