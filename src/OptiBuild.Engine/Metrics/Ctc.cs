using System.Globalization;

namespace OptiBuild.Engine.Metrics;

/// <summary>Which class of a CTC output stands for "nothing new".</summary>
/// <param name="Number">Null for the last class.</param>
sealed record Blank(int? Number)
{
    const string Prefix = "blank=", Last = "last";

    public static Blank First { get; } = new(0);

    /// <summary>blank=last, blank=3; null for another text.</summary>
    public static Blank? Parse(string text)
    {
        if (text.Length == 0) return First;
        if (!text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return null;
        var value = text[Prefix.Length..];
        if (value.Equals(Last, StringComparison.OrdinalIgnoreCase)) return new(Number: null);
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new(number) : null;
    }

    public string Suffix => this == First ? "" : $":{Prefix}{(Number is { } n ? n.ToString(CultureInfo.InvariantCulture) : Last)}";

    public int Of(int classes) => Number ?? classes - 1;
}

/// <summary>Greedy reading of a CTC output: the best class of each step, repeats collapsed, blanks removed.</summary>
/// <remarks>
/// Graves et al.: Connectionist Temporal Classification, ICML 2006, 3.1 (the map B) and 3.2 (best path decoding). Steps are the first axis that is
/// not 1, classes the last one; an output of whole numbers holds the best classes already. A step with NaN reads as a class that no label has.
/// </remarks>
static class Ctc
{
    /// <exception cref="OptiBuildException">OB3017: the output is no sequence. OB1002: nobody knows the last class of numbers of classes.</exception>
    public static List<long> Greedy(Answer answer, Blank blank)
    {
        var output = answer.Outputs[0];
        var classes = Classes(output);
        var axis = new ClassAxis(classes, output.Values.Length / classes, 1);
        if (output.Shape.Count(s => s != 1) > (classes == 1 ? 1 : 2))
            throw new OptiBuildException(Diagnostics.LabelShape.With(answer.Origin, "a sequence", Accuracy.Shape(output)));
        if (classes == 1 && blank.Number is null)
            throw new OptiBuildException(Diagnostics.OptionInvalid.With("blank=last", nameof(Options.Metric), "blank=<class>, where outputs are the numbers of classes"));
        var read = new List<long>();
        long before = blank.Of(classes);
        foreach (var step in Answers.Of(output, axis))
        {
            if (step != before && step != blank.Of(classes)) read.Add(step);
            before = step;
        }
        return read;
    }

    public static int Classes(Output output) => output.IsInteger ? 1 : (int)Math.Max(1, output.Shape is [.., var last] ? last : 1);
}
