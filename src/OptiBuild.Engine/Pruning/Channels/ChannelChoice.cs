using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning.Channels;

/// <summary>What can be removed from a model, in which order, and what takes its place.</summary>
/// <param name="Schedule">Cheapest first.</param>
sealed record ChannelChoice(Model Model, ChannelMap Map, IReadOnlyDictionary<Node, ReaderMoments> Moments, IReadOnlyList<OrderedStep> Schedule)
{
    /// <summary>Go in any case.</summary>
    public required IReadOnlyList<ChannelUnit> Dead { get; init; }

    /// <param name="time">What an operator takes, and the model.</param>
    public static ChannelChoice Of(MomentSource source, Options options, (Func<Node, double> Node, double All) time)
    {
        var map = ChannelMap.Of(source.Model, KeepFloat.Matcher(options.KeepFloat));
        var moments = ReaderMoments.Collect(source, map.Families.SelectMany(f => f.Readers).Distinct());
        var paths = new IReadOnlyList<PathStep>[map.Families.Count];
        Parallel.For(0, paths.Length, new ParallelOptions { MaxDegreeOfParallelism = source.Run.Threads == 0 ? -1 : source.Run.Threads, CancellationToken = source.Run.Cancel },
            i => paths[i] = FamilyPath.Of(map.Families[i], moments));
        return new(source.Model, map, moments, ChannelSchedule.Of(paths, time.Node, time.All)) { Dead = DeadUnits.Find(source, map, moments) };
    }

    public int Units => Map.Families.Sum(f => f.Units.Count);

    /// <summary>Those that the first steps remove, and the dead.</summary>
    public IReadOnlyList<ChannelUnit> Removed(int steps) => [.. Dead.Concat(Schedule.Take(steps).SelectMany(s => s.Steps).SelectMany(s => s.Units)).Distinct()];

    /// <summary>Steps that save at most so much.</summary>
    public int Within(double saved) => Schedule.Count(s => s.Saved <= saved);

    /// <summary>Foretold for the first steps.</summary>
    public double Saved(int steps) => steps == 0 ? 0 : Schedule[steps - 1].Saved;

    /// <summary>What has to be done for the first steps.</summary>
    public ChannelEdit Edit(int steps, int threads)
    {
        var removed = Removed(steps);
        return ChannelRemoval.Plan(Map, removed.Select(u => u.Set).ToHashSet(), ChannelRefit.Fit(removed, Moments, threads));
    }

    /// <summary>A copy of the model with the first steps done; weights that did not change are shared.</summary>
    public Model Pruned(ChannelEdit edit)
    {
        var copy = Model.Clone();
        ChannelRemoval.Apply(copy.Graph, edit);
        return copy;
    }
}
