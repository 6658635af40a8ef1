using OptiBuild.Engine.Data;

namespace OptiBuild.Engine.Metrics.Detection;

/// <summary>A detector's outputs as boxes.</summary>
/// <remarks>
/// Of a sample, after non-maximum suppression, K boxes at most:
///   boxes [K,4], scores [K], classes [K]   the two latter told apart by their names
///   boxes [K,4], scores [K,C]              the best class of each box
///   one output [K,6]                       box, score, class
/// and, where there is one, a single number named like a count: how many of the K are filled. Boxes without a positive score are no answers.
/// </remarks>
static class FoundBoxes
{
    const int Corners = 4, Whole = 6;

    static readonly string[] ScoreNames = ["score", "conf", "prob"], ClassNames = ["class", "label", "categor"], CountNames = ["num", "count", "valid"];

    /// <exception cref="OptiBuildException">OB3060: the outputs are no boxes.</exception>
    public static IReadOnlyList<FoundBox> Of(IReadOnlyList<Output> outputs, BoxForm form, ImageSize picture)
    {
        var layout = Layout.Of(outputs);
        var found = new List<FoundBox>();
        for (var k = 0; k < layout.Count; k++)
        {
            var (number, score) = layout.Answer(k);
            if (!(score > 0)) continue;
            var (x0, y0, x1, y1) = form.Read(layout.Box(k), picture);
            found.Add(new(number, score, x0, y0, x1, y1));
        }
        return found;
    }

    /// <summary>All in one output [K,6], whatever the model's own form.</summary>
    public static Output Table(IReadOnlyList<Output> outputs, BoxForm form)
    {
        var found = Of(outputs, form, Unit);
        return new("boxes", [found.Count, Whole], found.SelectMany(f => new[] { (float)f.X0, (float)f.Y0, (float)f.X1, (float)f.Y1, (float)f.Score, f.Class }).ToArray());
    }

    public static IReadOnlyList<FoundBox> OfTable(Output table) => Of([table], BoxForm.Pixels, Unit);

    /// <summary>The whole picture, where sizes do not matter.</summary>
    static ImageSize Unit { get; } = new(1, 1);

    /// <summary>Which output holds what.</summary>
    /// <param name="Classes">Null where scores are given by class, or everything is in <paramref name="Boxes"/>.</param>
    sealed record Layout(Output Boxes, Output? Scores, Output? Classes, int Count)
    {
        public static Layout Of(IReadOnlyList<Output> outputs)
        {
            var counted = outputs.FirstOrDefault(o => o.Values.Length == 1 && Names(o, CountNames));
            if (outputs.FirstOrDefault(o => IsTable(o, Whole)) is { } all) return new(all, null, null, Filled(counted, all));
            var boxes = outputs.FirstOrDefault(o => IsTable(o, Corners) && !Names(o, ScoreNames)) ?? throw NoBoxes(outputs);
            var rows = boxes.Shape[0];
            var lists = outputs.Where(o => o.Shape.Count == 1 && o.Shape[0] == rows).ToArray();
            var (scores, classes) = (lists.FirstOrDefault(o => Names(o, ScoreNames)), lists.FirstOrDefault(o => Names(o, ClassNames)));
            if (scores is not null && classes is not null) return new(boxes, scores, classes, Filled(counted, boxes));
            var byClass = outputs.FirstOrDefault(o => o != boxes && o.Shape.Count == 2 && o.Shape[0] == rows) ?? throw NoBoxes(outputs);
            return new(boxes, byClass, null, Filled(counted, boxes));
        }

        public ReadOnlySpan<float> Box(int k) => Row(Boxes, k)[..Corners];

        public (int Class, double Score) Answer(int k)
        {
            if (Scores is null) return (ClassOf(Row(Boxes, k)[5]), Row(Boxes, k)[4]);
            if (Classes is not null) return (ClassOf(Classes.Values.Span[k]), Scores.Values.Span[k]);
            var best = Answers.OfScores(Row(Scores, k));
            return best == Answers.None ? (-1, double.NaN) : (best, Row(Scores, k)[best]);
        }

        static ReadOnlySpan<float> Row(Output output, int k) => output.Values.Span.Slice(k * (int)output.Shape[1], (int)output.Shape[1]);

        static int ClassOf(float value) => value is >= 0 and < int.MaxValue ? (int)value : -1;

        static int Filled(Output? counted, Output boxes) =>
            counted?.Values.Span[0] is >= 0 and var n && n < boxes.Shape[0] ? (int)n : (int)boxes.Shape[0];

        static bool IsTable(Output output, int columns) => output.Shape.Count == 2 && output.Shape[1] == columns;

        static bool Names(Output output, string[] parts) => parts.Any(p => output.Name.Contains(p, StringComparison.OrdinalIgnoreCase));

        static OptiBuildException NoBoxes(IReadOnlyList<Output> outputs) =>
            new(Diagnostics.BoxOutputs.With(string.Join(", ", outputs.Select(o => $"'{o.Name}' {InputFit.Text(o.Shape)}"))));
    }
}
