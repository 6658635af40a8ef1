using System.Globalization;

namespace OptiBuild.Engine.Metrics;

/// <summary>Where an output keeps the scores of classes, and how many positions it answers.</summary>
/// <remarks>
/// The score of class c at position p is value p · (Step = 1 ? Classes : 1) + c · Step. With one label per position, their number tells the axis:
/// [C,H,W] has H·W labels and classes first, [H,W,C] and [T,C] have them last; where sizes leave both open, three axes and more have them first.
/// Without, it is the last axis; the first of three that is smaller than both others, as of pictures; the first of [C,1,1].
/// </remarks>
/// <param name="Classes">1 where a position has a single value.</param>
/// <param name="Step">Values between the scores of two classes at a position.</param>
readonly record struct ClassAxis(int Classes, int Positions, int Step)
{
    public static ClassAxis Of(Output output)
    {
        var length = output.Values.Length;
        var classes = output.Shape switch
        {
            []                                   => 1,
            [var c, var h, var w] when c < h && c < w => c,
            [.., var c, 1, 1]                    => c,
            _                                    => output.Shape[^1],
        };
        var count = (int)Math.Max(1, classes);
        return new(count, length / count, output.Shape is [var first, var rows, var columns] && first < rows && first < columns ? length / count : 1);
    }

    /// <summary>Null where the output does not answer so many positions.</summary>
    public static ClassAxis? Of(Output output, int labels)
    {
        var length = output.Values.Length;
        if (labels == 0 || length == 0 || length % labels != 0) return null;
        var classes = length / labels;
        if (classes == 1) return new(1, labels, 1);
        var sizes = output.Shape.Where(s => s != 1).ToArray();
        var (isFirst, isLast) = (sizes[0] == classes, sizes[^1] == classes);
        if (isFirst && (!isLast || sizes.Length > 2)) return new(classes, labels, labels);
        return isLast ? new(classes, labels, 1) : null;
    }

    /// <summary>One label per position decides, a single label is for all of them.</summary>
    /// <exception cref="OptiBuildException">OB3017: as many labels as positions are needed, or one for all.</exception>
    public static ClassAxis For(Answer answer)
    {
        var output = answer.Outputs[0];
        if (answer.Label?.Classes is not { } each) return Of(output);
        return Of(output, each.Count) ?? throw new OptiBuildException(Diagnostics.LabelShape.With(answer.Origin, string.Create(CultureInfo.InvariantCulture, $"{each.Count} classes"), Accuracy.Shape(output)));
    }

    /// <summary>How many classes labels may name: two for a single score, any number for the numbers of classes, or where labels do not fit.</summary>
    public static long? Limit(Answer answer)
    {
        if (answer.Outputs is not [var output, ..]) return 2;
        var axis = answer.Label?.Classes is { } each ? Of(output, each.Count) : Of(output);
        return axis is not { } found || (found.Classes == 1 && output.IsInteger) ? null : Math.Max(2, found.Classes);
    }

    /// <summary>[classes] of one position.</summary>
    /// <param name="room">Used where they do not lie side by side.</param>
    public ReadOnlySpan<float> Scores(Output output, int position, Span<float> room)
    {
        var values = output.Values.Span;
        if (Step == 1) return values.Slice(position * Classes, Classes);
        for (var c = 0; c < Classes; c++) room[c] = values[position + c * Step];
        return room[..Classes];
    }
}
