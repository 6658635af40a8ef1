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

    /// <summary>Sums of rounded probabilities miss 1 by less.</summary>
    const double NearOne = 1e-3;

    const double LeastProbability = 1e-12;

    /// <summary>A change within which a single number counts as the same answer, and what it is a share of: as <see cref="Agreement"/> has it.</summary>
    const double Tolerance = 0.01;

    /// <summary>One for each position of the first output, over whose last axis the scores lie.</summary>
    public static IEnumerable<AnswerShift> Of(Output reference, Output output, AnswerCost cost)
    {
        var classes = Outputs.ClassesOf(reference);
        var positions = Outputs.Positions(reference);
        var step = Math.Max(1, positions / MostPositions);
        var fits = output.Values.Length == reference.Values.Length;
        for (var p = 0; p < positions; p += step)
        {
            var before = reference.Values.Span.Slice(p * classes, classes);
            if (HasNaN(before)) continue;
            var after = fits ? output.Values.Span.Slice(p * classes, classes) : [];
            yield return classes == 1 ? OfNumber(before[0], fits ? after[0] : double.NaN, cost) : OfScores(before, after, cost);
        }
    }

    static AnswerShift OfScores(ReadOnlySpan<float> before, ReadOnlySpan<float> after, AnswerCost cost)
    {
        var answer = ArgMax.Of(before);
        var next = Best(before, except: answer);
        var p = Probabilities(before);
        double Cost(int other) => cost == AnswerCost.One ? 1 : p[answer] - p[other];
        var isDistribution = IsDistribution(before);
        // Differences of logarithms of probabilities are differences of the scores they were made of.
        double Score(float v) => isDistribution ? Math.Log(Math.Max(v, LeastProbability)) : v;
        var margin = Score(before[answer]) - Score(before[next]);
        if (after.IsEmpty || HasNaN(after)) return new(margin, double.NegativeInfinity, cost == AnswerCost.One ? 1 : p[answer], Cost(next));
        var given = ArgMax.Of(after);
        return new(margin, Score(after[answer]) - Score(after[Best(after, except: answer)]), given == answer ? 0 : Cost(given), Cost(next));
    }

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
        var classes = Outputs.ClassesOf(reference);
        var positions = Outputs.Positions(reference);
        if (positions == 0) return 1;
        var sum = 0.0;
        for (var i = 0; i < positions; i++)
        {
            var scores = reference.Values.Span.Slice(i * classes, classes);
            sum += classes == 1 ? Math.Clamp(Math.Max(scores[0], 1 - scores[0]), 0, 1) : HasNaN(scores) ? 0 : Probabilities(scores).Max();
        }
        return sum / positions;
    }

    /// <summary>The scores, where they are a distribution already; else their softmax.</summary>
    static double[] Probabilities(ReadOnlySpan<float> scores)
    {
        var p = new double[scores.Length];
        if (IsDistribution(scores))
        {
            for (var i = 0; i < p.Length; i++) p[i] = scores[i];
            return p;
        }
        double largest = scores[ArgMax.Of(scores)], sum = 0;
        for (var i = 0; i < p.Length; i++) sum += p[i] = Math.Exp(scores[i] - largest);
        for (var i = 0; i < p.Length; i++) p[i] /= sum;
        return p;
    }

    static bool IsDistribution(ReadOnlySpan<float> scores)
    {
        var sum = 0.0;
        foreach (var score in scores)
        {
            if (score < 0) return false;
            sum += score;
        }
        return Math.Abs(sum - 1) <= NearOne;
    }

    static int Best(ReadOnlySpan<float> scores, int except)
    {
        var best = -1;
        for (var i = 0; i < scores.Length; i++)
            if (i != except && (best < 0 || scores[i] > scores[best])) best = i;
        return best;
    }

    static bool HasNaN(ReadOnlySpan<float> scores)
    {
        foreach (var score in scores)
            if (float.IsNaN(score)) return true;
        return false;
    }
}

/// <summary>What another answer than the original's costs: one answer, or the probability by which the original holds it for wrong; of boxes, average precision.</summary>
enum AnswerCost { One, Probability, Precision }
