namespace OptiBuild.Engine.Metrics;

/// <summary>One class among labels and answers.</summary>
/// <param name="Right">Labelled and answered so.</param>
readonly record struct ClassCount(int Class, double Right, double Labelled, double Answered)
{
    public bool Occurs => Labelled + Answered > 0;
}

/// <summary>Scores of <see cref="Decisions"/>, laid out so that any choice of samples is counted in one pass.</summary>
sealed class Tally
{
    readonly int[] classes, starts, labels, answers, counts;

    public Tally(IReadOnlyList<double[]> scores)
    {
        starts = new int[scores.Count + 1];
        for (var i = 0; i < scores.Count; i++) starts[i + 1] = starts[i] + scores[i].Length / Decisions.Width;
        (labels, answers, counts) = (new int[starts[^1]], new int[starts[^1]], new int[starts[^1]]);
        classes = [.. scores.SelectMany(s => Enumerable.Range(0, s.Length).Where(i => i % Decisions.Width < 2).Select(i => (int)s[i])).Distinct().Order()];
        var places = classes.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => p.i);
        for (var i = 0; i < scores.Count; i++)
            for (var k = 0; k < scores[i].Length / Decisions.Width; k++)
            {
                var (at, from) = (starts[i] + k, k * Decisions.Width);
                (labels[at], answers[at], counts[at]) = (places[(int)scores[i][from]], places[(int)scores[i][from + 1]], (int)scores[i][from + 2]);
            }
    }

    public int Samples => starts.Length - 1;

    /// <summary>All classes, ascending; of those that do not occur among the chosen, nothing is counted.</summary>
    public ClassCount[] Of(IReadOnlyList<int>? chosen)
    {
        var (right, labelled, answered) = (new double[classes.Length], new double[classes.Length], new double[classes.Length]);
        var count = chosen?.Count ?? Samples;
        for (var i = 0; i < count; i++)
        {
            var sample = chosen?[i] ?? i;
            for (var at = starts[sample]; at < starts[sample + 1]; at++)
            {
                labelled[labels[at]] += counts[at];
                answered[answers[at]] += counts[at];
                if (labels[at] == answers[at]) right[labels[at]] += counts[at];
            }
        }
        return [.. classes.Select((c, i) => new ClassCount(c, right[i], labelled[i], answered[i]))];
    }

    public ClassCount Of(int number, IReadOnlyList<int>? chosen)
    {
        var place = Array.BinarySearch(classes, number);
        double right = 0, labelled = 0, answered = 0;
        if (place < 0) return new(number, 0, 0, 0);
        var count = chosen?.Count ?? Samples;
        for (var i = 0; i < count; i++)
        {
            var sample = chosen?[i] ?? i;
            for (var at = starts[sample]; at < starts[sample + 1]; at++)
            {
                if (labels[at] == place) labelled += counts[at];
                if (answers[at] == place) answered += counts[at];
                if (labels[at] == place && answers[at] == place) right += counts[at];
            }
        }
        return new(number, right, labelled, answered);
    }

    /// <summary>For each class that is labelled, the samples in which it is labelled or answered.</summary>
    public IEnumerable<(ClassCount All, IReadOnlyList<int> Samples)> Labelled()
    {
        var samples = classes.Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < Samples; i++)
            for (var at = starts[i]; at < starts[i + 1]; at++)
                foreach (var place in (int[])[labels[at], answers[at]])
                    if (samples[place].Count == 0 || samples[place][^1] != i) samples[place].Add(i);
        return Of(null).Select((c, i) => (c, (IReadOnlyList<int>)samples[i])).Where(c => c.c.Labelled > 0);
    }
}
