namespace OptiBuild.Engine.Metrics;

/// <summary>Scores of each class against all others, for metrics of ranking: { classes, label, score of each class, label, … } for the positions of a sample.</summary>
/// <remarks>
///   one output           its value, for class 1
///   two                  the probability of class 1
///   more                 the probability of each class
/// Probabilities are the outputs where these are a distribution, else their softmax (<see cref="Probabilities"/>): ranks of one class's raw scores
/// in different samples could not be compared. A score that is NaN ranks as wrong as can be: last for the label's class, first for others.
/// </remarks>
static class OneVsRest
{
    /// <exception cref="OptiBuildException">OB3017: as many labels as positions are needed, or one for all.</exception>
    public static double[] Score(Answer answer)
    {
        var label = answer.Label ?? throw new InvalidOperationException("Rankings need labels.");
        var axis = ClassAxis.For(answer);
        var room = new float[axis.Classes];
        var kept = axis.Classes <= 2 ? 1 : axis.Classes;
        var score = new double[1 + axis.Positions * (1 + kept)];
        score[0] = kept;
        for (var p = 0; p < axis.Positions; p++)
        {
            var wanted = label.Classes?[p] ?? label.Class ?? 0;
            var scores = axis.Scores(answer.Outputs[0], p, room);
            Fill(score.AsSpan(1 + p * (1 + kept), 1 + kept), wanted, scores);
        }
        return score;
    }

    static void Fill(Span<double> part, long wanted, ReadOnlySpan<float> scores)
    {
        part[0] = wanted;
        var ranked = scores.Length == 1 ? [scores[0]] : Probabilities.Of(scores);
        for (var c = 1; c < part.Length; c++)
        {
            var value = part.Length > 2 ? ranked[c - 1] : ranked[^1];
            var number = part.Length > 2 ? c - 1 : 1;
            part[c] = double.IsNaN(value) ? wanted == number ? double.NegativeInfinity : double.PositiveInfinity : value;
        }
    }

    /// <summary>One ranking for each class that scores are kept of.</summary>
    public static Ranking[] Rankings(IReadOnlyList<double[]> scores)
    {
        var kept = scores.Count == 0 ? 0 : (int)scores[0][0];
        return [.. Enumerable.Range(0, kept).Select(c => Ranking.Of(scores, kept == 1 ? 1 : c, kept == 1 ? 0 : c))];
    }

    /// <summary>The mean over the classes of which there is a figure; NaN where there is none.</summary>
    public static double Mean(Ranking[] rankings, int[]? weights, Func<Ranking, int[]?, double> of)
    {
        var (sum, count) = (0.0, 0);
        foreach (var ranking in rankings)
            if (of(ranking, weights) is var figure && !double.IsNaN(figure)) (sum, count) = (sum + figure, count + 1);
        return count == 0 ? double.NaN : sum / count;
    }

    public static Func<IReadOnlyList<double[]>, Figure> Combine(Func<Ranking, int[]?, double> of) => scores =>
    {
        var rankings = Rankings(scores);
        return chosen => Mean(rankings, Weights(chosen, scores.Count), of);
    };

    /// <summary>How often each sample was chosen; null for all once.</summary>
    public static int[]? Weights(IReadOnlyList<int>? chosen, int samples)
    {
        if (chosen is null) return null;
        var weights = new int[samples];
        for (var i = 0; i < chosen.Count; i++) weights[chosen[i]]++;
        return weights;
    }
}
