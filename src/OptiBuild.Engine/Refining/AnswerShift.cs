using OptiBuild.Engine.Metrics;
using OptiBuild.Numerics.Metrics;

namespace OptiBuild.Engine.Refining;

/// <summary>How far the original's answer lies before all others, with the original and with a candidate; below 0 another one is given.</summary>
/// <param name="Before">Score of the original's answer less the best other score, in the original.</param>
/// <param name="After">The same answer less the best other score, in the candidate.</param>
/// <param name="Cost">What the candidate's answer costs; 0 where it is the original's.</param>
/// <param name="NextCost">What it would cost to give the original's second answer.</param>
readonly record struct AnswerShift(double Before, double After, double Cost, double NextCost)
{
    /// <summary>Positions of one sample that are looked at, spread evenly: pixels next to each other tell the same.</summary>
    const int MostPositions = 256;

    const double LeastProbability = 1e-12;

    /// <summary>A change within which a single number counts as the same answer, and what it is a share of: as <see cref="Agreement"/> has it.</summary>
    const double Tolerance = 0.01;

    /// <summary>One for each position of the first output (<see cref="ClassAxis"/>).</summary>
    public static IEnumerable<AnswerShift> Of(Output reference, Output output, AnswerCost cost)
    {
        var axis = ClassAxis.Of(reference);
        var (classes, positions) = (axis.Classes, axis.Positions);
        var (room, other) = (new float[classes], new float[classes]);
        var step = Math.Max(1, positions / MostPositions);
        var fits = output.Values.Length == reference.Values.Length;
        for (var p = 0; p < positions; p += step)
        {
            var before = axis.Scores(reference, p, room);
            if (Outputs.HasNaN(before)) continue;
            var after = fits ? axis.Scores(output, p, other) : [];
            yield return classes > 1 ? OfScores(before, after, cost)
                : reference.IsInteger ? OfClass(before[0], fits ? after[0] : double.NaN)
                : OfNumber(before[0], fits ? after[0] : double.NaN, cost);
        }
    }

    static AnswerShift OfScores(ReadOnlySpan<float> before, ReadOnlySpan<float> after, AnswerCost cost)
    {
        var answer = ArgMax.Of(before);
        var next = Best(before, except: answer);
        var p = Probabilities.Of(before);
        double Cost(int other) => cost == AnswerCost.One ? 1 : p[answer] - p[other];
        var isDistribution = Probabilities.AreGiven(before);
        // Differences of logarithms of probabilities are differences of the scores they were made of.
        double Score(float v) => isDistribution ? Math.Log(Math.Max(v, LeastProbability)) : v;
        var margin = Score(before[answer]) - Score(before[next]);
        if (after.IsEmpty || Outputs.HasNaN(after)) return new(margin, double.NegativeInfinity, cost == AnswerCost.One ? 1 : p[answer], Cost(next));
        var given = ArgMax.Of(after);
        return new(margin, Score(after[answer]) - Score(after[Best(after, except: answer)]), given == answer ? 0 : Cost(given), Cost(next));
    }

    /// <summary>A number of a class tells nothing of others: it is the same or not.</summary>
    static AnswerShift OfClass(double before, double after) => before == after ? new(1, 1, 0, 1) : new(1, -1, 1, 1);

    /// <summary>The probability of class 1 against class 0 where labels are classes, else a quantity of its own.</summary>
    static AnswerShift OfNumber(double before, double after, AnswerCost cost)
    {
        if (cost == AnswerCost.Probability)
        {
            var side = before > 0.5 ? 1 : -1;
            var certainty = Math.Min(1, Math.Abs(2 * before - 1));
            var isSame = after > 0.5 == before > 0.5 && !double.IsNaN(after);
            return new(Math.Abs(before - 0.5), double.IsNaN(after) ? double.NegativeInfinity : side * (after - 0.5), isSame ? 0 : certainty, certainty);
        }
        var allowed = Tolerance * (before is >= 0 and <= 1 && after is >= 0 and <= 1 ? 1 : Math.Abs(before));
        var left = double.IsNaN(after) ? double.NegativeInfinity : allowed - Math.Abs(after - before);
        return new(allowed, left, left >= 0 ? 0 : 1, 1);
    }

    /// <summary>Of the original's answer, taken for the probability that it is right.</summary>
    public static double Certainty(Output reference)
    {
        var axis = ClassAxis.Of(reference);
        var (classes, positions) = (axis.Classes, axis.Positions);
        var room = new float[classes];
        if (positions == 0) return 1;
        var sum = 0.0;
        for (var i = 0; i < positions; i++)
        {
            var scores = axis.Scores(reference, i, room);
            sum += reference.IsInteger && classes == 1 ? 1 : classes == 1 ? Math.Clamp(Math.Max(scores[0], 1 - scores[0]), 0, 1) : Outputs.HasNaN(scores) ? 0 : Probabilities.Of(scores).Max();
        }
        return sum / positions;
    }

    static int Best(ReadOnlySpan<float> scores, int except)
    {
        var best = -1;
        for (var i = 0; i < scores.Length; i++)
            if (i != except && (best < 0 || scores[i] > scores[best])) best = i;
        return best;
    }
}

/// <summary>What another answer than the original's costs: one answer, or the probability by which the original holds it for wrong; of boxes, average precision.</summary>
enum AnswerCost { One, Probability, Precision }
