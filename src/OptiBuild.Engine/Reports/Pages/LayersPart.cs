using System.Xml.Linq;
using static OptiBuild.Engine.Reports.Pages.Markup;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>Every operator: how it is stored and computed, what that costs, and why.</summary>
static class LayersPart
{
    /// <summary>Errors of a layer's output as large as this fill their bar.</summary>
    const double LargeError = 0.1;

    sealed record Column(string Head, Func<LayerReport, XElement?> Cell);

    public static XElement? Of(IReadOnlyList<LayerReport> layers)
    {
        if (layers.Count == 0) return null;
        var rows = layers.Select((layer, index) => (Layer: layer, Number: index + 1)).ToArray();
        var (main, rest) = (rows.Where(r => IsMain(r.Layer)).ToArray(), rows.Where(r => !IsMain(r.Layer)).ToArray());
        return Part("Layer by layer", $"{Decisions(layers)}. The error compares what a layer gives before and after its weights were rounded: 1 % is 40 dB, and smaller is better. A click on a column's head sorts by it.",
            main.Length > 0 ? Table(main) : null,
            rest.Length == 0 ? null : More($"{Shown.Many(rest.Length, "operator")} without weights", Table(rest)));
    }

    /// <summary>Columns in which no row has anything are left out.</summary>
    static XElement Table((LayerReport Layer, int Number)[] rows)
    {
        var columns = Columns(rows.Max(r => r.Layer.BytesBefore ?? 0)).Where(c => rows.Any(r => c.Cell(r.Layer) is not null)).ToArray();
        return Markup.Table("layers sortable", ["#", .. columns.Select(c => c.Head)], rows.Select(r => Row(Figure(r.Number, Shown.Whole(r.Number)), columns.Select(c => c.Cell(r.Layer) ?? Tag("td", "num", Sort(-1))))));
    }

    static Column[] Columns(long most) =>
    [
        new("layer",               l => Head(Name(l.Node))),
        new("operator",            l => Cell(l.Op)),
        new("became",              l => Cell(Tag("span", "badge " + l.Decision.ToString().ToLowerInvariant(), Word(l.Decision)))),
        new("weights",             l => Cell(l.Weights)),
        new("activations",         l => Cell(l.Activations)),
        new("bits each",           l => l.BitsPerWeight is { } bits && double.IsFinite(bits) ? Figure(bits, Shown.Bits(bits)) : null),
        new("error of its output", Error),
        new("zeros",               l => l.Sparsity is { } zeros && double.IsFinite(zeros) ? Figure(zeros, Figures.Percent(zeros, "0.0")) : null),
        new("bytes before",        l => Size(l.BytesBefore, most, "before")),
        new("bytes after",         l => Size(l.BytesAfter, most, "after")),
        new("why",                 l => Tag("td", "why", l.Reason, l.Pruning is { } pruning ? $"; {pruning}" : null)),
    ];

    static bool IsMain(LayerReport layer) => layer.WeightCount > 0 || layer.SqnrDb is not null || layer.BitsPerWeight is not null || layer.Decision is LayerDecision.Reverted or LayerDecision.Pruned;

    static string Decisions(IReadOnlyList<LayerReport> layers) => string.Join(", ", layers.GroupBy(l => l.Decision).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => $"{Shown.Whole(g.Count())} {Word(g.Key)}")) is { Length: > 0 } text
        ? $"Of {Shown.Many(layers.Count, "operator")}: {text}" : "";

    public static string Word(LayerDecision decision) => decision switch
    {
        LayerDecision.Quantized => "quantized",
        LayerDecision.Float     => "left in float",
        LayerDecision.Reverted  => "taken back to float",
        LayerDecision.Pruned    => "float with zeros",
        LayerDecision.Kept      => "kept as given",
        _                       => "converted",
    };

    static XElement? Error(LayerReport layer)
    {
        if ((layer.OutputSqnrDb ?? layer.SqnrDb) is not { } decibels || !double.IsFinite(decibels)) return null;
        var error = Shown.Error(decibels);
        return Tag("td", "num", Sort(error), Tip(About(layer)), Shown.SmallShare(error), Tag("small", "", Shown.Decibels(decibels)), Bar("noise", Math.Sqrt(error / LargeError)));
    }

    static XElement? Size(long? bytes, long most, string style) => bytes is { } known
        ? Figure(known, Figures.Bytes(known), Bar(style, most == 0 ? 0 : known / (double)most)) : null;

    static string About(LayerReport layer) => layer.NearestSqnrDb is { } nearest && double.IsFinite(nearest)
        ? $"{Shown.Decibels(layer.OutputSqnrDb ?? double.NaN)} of the output; {Shown.Decibels(nearest)} with every weight rounded to its nearest level"
        : layer.OutputSqnrDb is null ? "of the weights; the output was not looked at" : "of the output";
}
