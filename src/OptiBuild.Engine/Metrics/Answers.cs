namespace OptiBuild.Engine.Metrics;

/// <summary>Which class a model answers at each position of its first output.</summary>
static class Answers
{
    /// <summary>No class: a score is NaN.</summary>
    public const int None = -1;

    /// <summary>A single score is taken for the probability of class 1 against class 0.</summary>
    const float Threshold = 0.5f;

    /// <summary>The index of the largest score, the lowest of equals; <see cref="None"/> where one is NaN. A single whole number is the class itself.</summary>
    public static int[] Of(Output output, ClassAxis axis)
    {
        var answers = new int[axis.Positions];
        var values = output.Values.Span;
        if (axis.Classes == 1)
            for (var p = 0; p < answers.Length; p++) answers[p] = OfSingle(values[p], output.IsInteger);
        else if (axis.Step == 1)
            for (var p = 0; p < answers.Length; p++) answers[p] = OfScores(values.Slice(p * axis.Classes, axis.Classes));
        else
            OfPlanes(values, axis, answers);
        return answers;
    }

    static int OfSingle(float value, bool isInteger) => float.IsNaN(value) ? None : isInteger ? (int)value : value > Threshold ? 1 : 0;

    /// <summary>Of one position.</summary>
    public static int OfScores(ReadOnlySpan<float> scores)
    {
        var (best, largest) = (0, scores[0]);
        foreach (var score in scores)
            if (float.IsNaN(score)) return None;
        for (var c = 1; c < scores.Length; c++)
            if (scores[c] > largest) (best, largest) = (c, scores[c]);
        return best;
    }

    /// <summary>Plane after plane, in the order in which they lie in memory.</summary>
    static void OfPlanes(ReadOnlySpan<float> values, ClassAxis axis, Span<int> answers)
    {
        var largest = values[..axis.Positions].ToArray();
        for (var p = 0; p < largest.Length; p++)
            if (float.IsNaN(largest[p])) answers[p] = None;
        for (var c = 1; c < axis.Classes; c++)
        {
            var plane = values.Slice(c * axis.Step, axis.Positions);
            for (var p = 0; p < plane.Length; p++)
            {
                if (float.IsNaN(plane[p])) answers[p] = None;
                else if (answers[p] != None && plane[p] > largest[p]) (answers[p], largest[p]) = (c, plane[p]);
            }
        }
    }
}
