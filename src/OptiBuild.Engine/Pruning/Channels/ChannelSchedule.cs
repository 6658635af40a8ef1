using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning.Channels;

/// <summary>Steps of all families, those first that lose least for the time they save.</summary>
/// <param name="Saved">Share of the model's time that the table of costs foretells for all steps up to this one.</param>
sealed record OrderedStep(IReadOnlyList<PathStep> Steps, double Saved);

static class ChannelSchedule
{
    readonly record struct Piece(int Family, List<PathStep> Steps, double Loss, double Saving)
    {
        public double Price => Loss / Saving;
    }

    /// <param name="time">Of one operator as it will run.</param>
    /// <param name="all">Of the whole model.</param>
    public static IReadOnlyList<OrderedStep> Of(IEnumerable<IReadOnlyList<PathStep>> paths, Func<Node, double> time, double all)
    {
        var saved = 0.0;
        return [.. paths.SelectMany((p, i) => Convex(p, i, time)).Where(p => p.Saving > 0).OrderBy(p => p.Price).ThenBy(p => p.Family)
            .Select(p => new OrderedStep(p.Steps, saved += p.Saving / all)).ToArray()];
    }

    /// <summary>Steps that are dearer than what follows them go together with it: prices then rise along a path.</summary>
    static List<Piece> Convex(IReadOnlyList<PathStep> path, int family, Func<Node, double> time)
    {
        var pieces = new List<Piece>();
        if (path.Count == 0) return pieces;
        var perUnit = path[0].Family.Shares.Sum(s => s.Value * time(s.Key));
        foreach (var step in path)
        {
            var piece = new Piece(family, [step], step.Loss, perUnit * step.Units.Count);
            while (pieces.Count > 0 && pieces[^1].Price >= piece.Price)
            {
                piece = new(family, [.. pieces[^1].Steps, .. piece.Steps], pieces[^1].Loss + piece.Loss, pieces[^1].Saving + piece.Saving);
                pieces.RemoveAt(pieces.Count - 1);
            }
            pieces.Add(piece);
        }
        return pieces;
    }
}
