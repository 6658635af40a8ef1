namespace OptiBuild.Engine.Metrics;

/// <summary>The same answer as the original model.</summary>
/// <remarks>
/// First output, over its last axis; further axes are positions, and a sample's score is their share.
///   several scores   the same index is largest
///   one value y, original r   |y − r| ≤ 0.01 · |r|, or 0.01 where both lie in 0…1
/// Nothing tells a probability from a quantity, so the latter serves both: a quantity may move by 1 %, a probability by a point, which
/// a share near 0 could not in relative terms. NaN on either side is no agreement.
/// </remarks>
static class Agreement
{
    const double Tolerance = 0.01;

    public static double[] Score(Answer answer)
    {
        Output output = answer.Outputs[0], reference = answer.Reference[0];
        if (output.Values.Length != reference.Values.Length || Outputs.ClassesOf(output) != Outputs.ClassesOf(reference)) return [0];
        var positions = Outputs.Positions(output);
        var hits = 0;
        for (var p = 0; p < positions; p++)
            if (AgreeAt(output, reference, p)) hits++;
        return [positions == 0 ? 1 : (double)hits / positions];
    }

    static bool AgreeAt(Output output, Output reference, int position)
    {
        if (Outputs.ClassesOf(output) == 1) return AreClose(output.Values.Span[position], reference.Values.Span[position]);
        var answer = Answers.ClassAt(reference, position);
        return answer >= 0 && Answers.ClassAt(output, position) == answer;
    }

    static bool AreClose(double value, double reference) =>
        value == reference || Math.Abs(value - reference) <= Tolerance * (value is >= 0 and <= 1 && reference is >= 0 and <= 1 ? 1 : Math.Abs(reference));
}
