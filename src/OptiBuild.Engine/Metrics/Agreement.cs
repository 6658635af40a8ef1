namespace OptiBuild.Engine.Metrics;

/// <summary>The same answer as the original model.</summary>
/// <remarks>
/// First output; a sample's score is the share of its positions (<see cref="ClassAxis"/>).
///   several scores   the same index is largest
///   one value y, original r   |y − r| ≤ 0.01 · |r|, or 0.01 where both lie in 0…1; y = r for whole numbers
/// Nothing tells a probability from a quantity, so the latter serves both: a quantity may move by 1 %, a probability by a point, which
/// a share near 0 could not in relative terms. NaN on either side is no agreement.
/// </remarks>
static class Agreement
{
    const double Tolerance = 0.01;

    public static double[] Score(Answer answer)
    {
        Output output = answer.Outputs[0], reference = answer.Reference[0];
        var axis = ClassAxis.Of(reference);
        if (output.Values.Length != reference.Values.Length || ClassAxis.Of(output) != axis) return [0];
        if (axis.Positions == 0) return [1];
        return [(double)(axis.Classes == 1 ? Close(output, reference) : Same(Answers.Of(output, axis), Answers.Of(reference, axis))) / axis.Positions];
    }

    static int Same(int[] answers, int[] references)
    {
        var count = 0;
        for (var p = 0; p < answers.Length; p++)
            if (references[p] != Answers.None && answers[p] == references[p]) count++;
        return count;
    }

    static int Close(Output output, Output reference)
    {
        ReadOnlySpan<float> values = output.Values.Span, references = reference.Values.Span;
        var count = 0;
        for (var p = 0; p < values.Length; p++)
            if (reference.IsInteger ? values[p] == references[p] : AreClose(values[p], references[p])) count++;
        return count;
    }

    static bool AreClose(double value, double reference) =>
        value == reference || Math.Abs(value - reference) <= Tolerance * (value is >= 0 and <= 1 && reference is >= 0 and <= 1 ? 1 : Math.Abs(reference));
}
