using System.Xml.Linq;
using static OptiBuild.Engine.Reports.Figures;
using static OptiBuild.Engine.Reports.Pages.Markup;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>Where the bytes of the original were, and what is left of them.</summary>
static class SizePart
{
    /// <summary>As many as are compared at a glance.</summary>
    const int MostGroups = 12;

    sealed record Group(string Name, long Before, long After);

    public static XElement? Of(ModelReport model)
    {
        if (model.Size is not { } size || size.Original <= 0) return null;
        var isCompressed = size.Embedded != size.Optimized;
        var groups = Groups(isCompressed ? model.Layers : [.. model.Layers.Select(Uncompressed)]).ToArray();
        if (groups.Length == 0) return null;
        var (before, after) = (groups.Sum(g => g.Before), groups.Sum(g => g.After));
        var gone = model.Channels?.Families.Any(f => f.Removed > 0) == true ? ", removed channels" : "";
        Group[] rows = [.. groups, new("all else: structure, scales, biases" + gone, Math.Max(0, size.Original - before), Math.Max(0, size.Embedded - after))];
        var most = rows.Max(r => Math.Max(r.Before, r.After));
        return Part("Where the bytes are", $"Of {Bytes(size.Original)} in the original {Bytes(size.Embedded)} are left. {(isCompressed ? "Weights after: what their code takes, by its entropy" : "Nothing is compressed: a rounded weight takes a byte, or half of one in 4 bits")}; the last row is what then remains of the file.",
            Table("sizes sortable", ["part of the model", "before", "after", "", "of what is left"], rows.Select(r => Row(
                Head(Name(r.Name)), Markup.Figure(r.Before, Bytes(r.Before)), Markup.Figure(r.After, Bytes(r.After)),
                Tag("td", "pair", Bar("before", r.Before / (double)most), Bar("after", r.After / (double)most)),
                Markup.Figure(r.After, Percent(r.After / (double)Math.Max(1, rows.Sum(x => x.After)), "0.0"))))));
    }

    /// <summary>Layers together by the first parts of their names, as many parts as leave few groups; by themselves where names have no parts.</summary>
    static IEnumerable<Group> Groups(IReadOnlyList<LayerReport> layers)
    {
        var weighted = layers.Where(l => l is { BytesBefore: > 0, BytesAfter: not null }).ToArray();
        if (weighted.Length == 0) return [];
        var deepest = weighted.Max(l => Parts(l.Node).Length);
        var named = Enumerable.Range(1, deepest).Reverse()
            .Select(depth => weighted.GroupBy(l => string.Join('/', Parts(l.Node).Take(depth))).ToArray())
            .FirstOrDefault(groups => groups.Length is > 1 and <= MostGroups);
        if (named is not null) return named.Select(g => Sum(g.Key, g));
        var largest = weighted.OrderByDescending(l => l.BytesBefore).ToArray();
        return [.. largest.Take(MostGroups - 1).Select(l => Sum(l.Node, [l])), .. largest.Length < MostGroups ? [] : new[] { Sum(Shown.Many(largest.Length - MostGroups + 1, "smaller layer"), largest.Skip(MostGroups - 1)) }];
    }

    static LayerReport Uncompressed(LayerReport layer) => layer.BitsPerWeight is null ? layer : layer with { BytesAfter = (layer.WeightCount * (IsHalfByte(layer) ? 4 : 8) + 7) / 8 };

    static bool IsHalfByte(LayerReport layer) => layer.Weights.StartsWith("int4", StringComparison.Ordinal);

    static Group Sum(string name, IEnumerable<LayerReport> layers) => new(name, layers.Sum(l => l.BytesBefore!.Value), layers.Sum(l => l.BytesAfter!.Value));

    static string[] Parts(string node) => node.Split(['/', '.', ':'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } parts ? parts : [node];
}
