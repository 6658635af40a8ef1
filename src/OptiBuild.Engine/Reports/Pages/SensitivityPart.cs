using System.Xml.Linq;
using OptiBuild.Engine.Charts;
using static OptiBuild.Engine.Reports.Pages.Markup;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>Which weights the answers depend on, and how many bits each got.</summary>
static class SensitivityPart
{
    public static XElement? Of(LevelsReport? levels)
    {
        if (levels is null) return null;
        var rows = levels.Weights.Where(w => w.Sensitivity > 0 && double.IsFinite(w.Sensitivity) && double.IsFinite(w.Bits)).ToArray();
        if (rows.Length < 2) return null;
        var chart = new Chart("bits for each weight against sensitivity",
            ChartAxis.Logarithmic("share of what equal noise would cost", rows.Min(r => r.Sensitivity), rows.Max(r => r.Sensitivity), Shown.SmallShare),
            ChartAxis.Linear("bits for each weight", 0, Math.Max(8, rows.Max(r => r.Bits)), Shown.Bits),
            [new("weights", "after", Marker.Circle, [.. rows.Select(Point)]) { Line = LineKind.None }]);
        return Part("Which layers the answers depend on", "Each dot is a layer. Further right: noise in it changes the answers more. Further up: its weights are stored more finely. Bits go where the answers depend on them; large layers must earn theirs.",
            Tag("figure", "chart", ChartSvg.Of(chart)));
    }

    static ChartPoint Point(LevelRow row) => new(row.Sensitivity, row.Bits,
        $"{string.Join(", ", row.Nodes)}: {Shown.Bits(row.Bits)} bits, {Shown.SmallShare(row.Sensitivity)}, {Figures.Percent(row.Zeros, "0.0")} zeros") { Label = ShortName(row.Nodes.Count > 0 ? row.Nodes[0] : "") };

    /// <summary>The last parts of a path, which tell layers apart.</summary>
    static string ShortName(string node)
    {
        const int Longest = 16;
        var parts = node.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var name = parts.Length > 2 ? $"{parts[^3]}/{parts[^2]}" : parts.Length == 2 ? parts[0] : string.Concat(parts);
        return name.Length > Longest ? "…" + name[^(Longest - 1)..] : name;
    }
}
