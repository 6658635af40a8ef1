using OptiBuild.Engine.Metrics;
using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Engine.Refining;

/// <summary>What a candidate answers otherwise than the original, over samples: a few numbers each.</summary>
sealed class Difference(AnswerCost cost)
{
    readonly List<AnswerShift> shifts = [];
    readonly List<double> noise = [];
    readonly List<double> margins = [];
    readonly List<(Output, Output)> tables = [];
    double sum, squares;
    long count;

    public IReadOnlyList<AnswerShift> Shifts => shifts;

    /// <summary>‖y − y'‖² of each sample; NaN where one of them is no number.</summary>
    public IReadOnlyList<double> Noise => noise;

    /// <summary>The least margin of the original's answers to each sample.</summary>
    public IReadOnlyList<double> Margins => margins;

    /// <summary>Mean square of what the margins moved by.</summary>
    public double MarginNoise => shifts.Count == 0 ? 0 : shifts.Average(s => (s.After - s.Before) * (s.After - s.Before));

    public double MeanNoise => noise.Sum() / Math.Max(1, count);

    /// <summary>As a share of the outputs' variance; infinite where outputs do not vary and yet change.</summary>
    public double NoiseShare => noise.Sum() is var n and not 0 ? n / (squares - sum * sum / Math.Max(1, count)) : 0;

    /// <summary>Boxes of each sample, where they are what is compared.</summary>
    public IReadOnlyList<(Output Before, Output After)> Tables => tables;

    public void Add(Output reference, Output output)
    {
        if (cost == AnswerCost.Precision)
        {
            tables.Add((reference, output));
            return;
        }
        var first = shifts.Count;
        shifts.AddRange(AnswerShift.Of(reference, output, cost));
        margins.Add(shifts.Skip(first).Select(s => s.Before).DefaultIfEmpty(double.PositiveInfinity).Min());
        var before = reference.Values.Span;
        var after = output.Values.Span;
        noise.Add(before.Length == after.Length ? Dot.SquaredDistance(before, after) : double.NaN);
        squares += Dot.Product(before, before);
        foreach (var value in before) sum += value;
        count += before.Length;
    }
}
