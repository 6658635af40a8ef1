using System.Xml.Linq;
using static OptiBuild.Engine.Reports.Pages.Markup;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>Every operator: how it is stored and computed, what that costs, and why.</summary>
static class LayersPart
{
    /// <summary>Errors of a layer's output as large as this fill their bar.</summary>
    const double LargeError = 0.1;

    static readonly string[] Columns = ["", "layer", "operator", "became", "weights", "activations", "bits each", "error of its output", "zeros", "bytes before", "bytes after", "why"];

    public static XElement? Of(IReadOnlyList<LayerReport> layers)
    {
        if (layers.Count == 0) return null;
        var rows = layers.Select((layer, index) => (Layer: layer, Number: index + 1)).ToArray();
        var (main, rest) = (rows.Where(r => IsMain(r.Layer)).ToArray(), rows.Where(r => !IsMain(r.Layer)).ToArray());
        var most = layers.Max(l => l.BytesBefore ?? 0);
        return Part("Layer by layer", $"{Decisions(layers)}. The error compares what a layer gives before and after its weights were rounded: 1 % is 40 dB, and smaller is better. A click on a column's head sorts by it.",
            main.Length > 0 ? Table("layers sortable", Columns, main.Select(r => Line(r.Layer, r.Number, most))) : null,
            rest.Length == 0 ? null : More($"{Shown.Many(rest.Length, "operator")} without weights", Table("layers sortable", Columns, rest.Select(r => Line(r.Layer, r.Number, most)))));
    }

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

    static XElement Line(LayerReport layer, int number, long most)
    {
        var decibels = layer.OutputSqnrDb ?? layer.SqnrDb;
        return Row(
            Figure(number, Shown.Whole(number)),
            Head(Printable.Characters(layer.Node)),
            Cell(Printable.Characters(layer.Op)),
            Cell(Tag("span", "badge " + layer.Decision.ToString().ToLowerInvariant(), Word(layer.Decision))),
            Cell(Printable.Characters(layer.Weights)),
            Cell(Printable.Characters(layer.Activations)),
            layer.BitsPerWeight is { } bits ? Figure(bits, Shown.Bits(bits)) : Missing(),
            decibels is { } db && double.IsFinite(db) ? Tag("td", "num", Sort(Shown.Error(db)), Markup.Tip(About(layer)), Shown.SmallShare(Shown.Error(db)), Tag("small", "", Shown.Decibels(db)), Bar("noise", Math.Sqrt(Shown.Error(db) / LargeError))) : Missing(),
            layer.Sparsity is { } zeros ? Figure(zeros, Figures.Percent(zeros, "0.0")) : Missing(),
            Size(layer.BytesBefore, most, "before"),
            Size(layer.BytesAfter, most, "after"),
            Tag("td", "why", Printable.Characters(layer.Reason), layer.Pruning is { } pruning ? $"; {Printable.Characters(pruning)}" : null));
    }

    static XElement Missing() => Tag("td", "num", Sort(-1));

    static XElement Size(long? bytes, long most, string style) => bytes is { } known
        ? Tag("td", "num", Sort(known), Figures.Bytes(known), Bar(style, most == 0 ? 0 : known / (double)most)) : Missing();

    static string About(LayerReport layer) => layer.NearestSqnrDb is { } nearest && double.IsFinite(nearest)
        ? $"{Shown.Decibels(layer.OutputSqnrDb ?? double.NaN)} of the output; {Shown.Decibels(nearest)} with every weight rounded to its nearest level" : "of the weights";
}
