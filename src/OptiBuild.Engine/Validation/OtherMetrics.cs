using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Validation;

/// <summary>Metrics that nobody asked for, from the answers that are there anyway.</summary>
/// <remarks>
/// A metric is left out when a sample does not suit it, when it keeps more than <see cref="MostPerSample"/> numbers of one (rankings of models with
/// more than 30 classes), or more than <see cref="MostNumbers"/> of all, 64 MB for both models.
/// </remarks>
sealed class OtherMetrics
{
    const int MostPerSample = 32, MostNumbers = 4 << 20;

    /// <summary>What an array takes beside its numbers, in numbers.</summary>
    const int Overhead = 3;

    readonly IReadOnlyList<Metric> metrics;
    readonly List<PairedList> lists;
    int samples;

    public OtherMetrics(Metric asked, LabelKind labels)
    {
        // Boxes come in the order of their scores: whatever compares outputs number by number says nothing of them.
        metrics = asked.Boxes is not null ? [.. MetricRows.All.Where(m => m.Boxes is not null && m.Name != asked.Name).Select(m => m with { Score = asked.Score })]
            : [.. MetricRows.All.Where(m => m.IsGeneral && m.Name != asked.Name && (m.Needs == LabelKind.None || m.Needs == labels))];
        lists = [.. metrics.Select(m => m.Score).Distinct().Select(s => new PairedList(s))];
    }

    public void Add(Answer before, Answer after)
    {
        samples++;
        lists.RemoveAll(list => !Suits(list, before, after));
    }

    public IReadOnlyList<FigureReport> ToReport() =>
        [.. metrics.SelectMany(m => lists.Where(l => l.Score == m.Score).Select(l => new FigureReport(m.Name, m.Unit, m.Direction, m.Combine(l.Original)(null), m.Combine(l.Optimized)(null))))];

    bool Suits(PairedList list, Answer before, Answer after)
    {
        try
        {
            list.Add(before, after);
        }
        catch (OptiBuildException)
        {
            return false;
        }
        return (list.Numbers <= (long)MostPerSample * samples || metrics[0].Boxes is not null) && list.Numbers + (long)Overhead * samples <= MostNumbers;
    }
}
