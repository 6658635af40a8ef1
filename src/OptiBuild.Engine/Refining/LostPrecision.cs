using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Metrics.Detection;
using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Engine.Refining;

/// <summary>What a candidate loses in average precision, told without labels: the original's boxes say where objects may be.</summary>
/// <remarks>
/// Labels are drawn as the original believes them: a box is an object with its score as the probability, each side moved by an error as detectors make
/// them. Average precision of the original less that of the candidate, over the same draws; that both miss the same objects costs nothing.
/// </remarks>
static class LostPrecision
{
    /// <summary>Sets of labels: more tell no more, since the images stay the same.</summary>
    const int Draws = 8;

    /// <summary>Standard deviation of a side's error as a share of the box's extent: two boxes of one object overlap by about 0.85 then.</summary>
    const double SideError = 0.04;

    /// <summary>Against itself, an image without boxes or a model without answers loses nothing.</summary>
    public static double Of(IReadOnlyList<(Output Before, Output After)> tables)
    {
        var loss = 0.0;
        for (var draw = 0; draw < Draws; draw++)
        {
            var random = new SplitMix64((ulong)draw);
            var labels = new Box[tables.Count][];
            for (var i = 0; i < labels.Length; i++) labels[i] = Drawn(FoundBoxes.OfTable(tables[i].Before), ref random);
            loss += Precision(tables.Select(t => t.Before), labels) - Precision(tables.Select(t => t.After), labels);
        }
        return loss / Draws;
    }

    static double Precision(IEnumerable<Output> tables, Box[][] labels) =>
        MeanAveragePrecision.Combine([.. tables.Zip(labels, (t, l) => MeanAveragePrecision.Score(FoundBoxes.OfTable(t), l))], MeanAveragePrecision.Strict)(null);

    static Box[] Drawn(IReadOnlyList<FoundBox> found, ref SplitMix64 random)
    {
        var objects = new List<Box>();
        foreach (var box in found)
        {
            // All numbers are drawn for every box, so that one box more or less leaves the others as they are.
            var (isObject, width, height) = (random.NextDouble() < box.Score, SideError * (box.X1 - box.X0), SideError * (box.Y1 - box.Y0));
            double[] sides = [box.X0 + width * Error(ref random), box.Y0 + height * Error(ref random), box.X1 + width * Error(ref random), box.Y1 + height * Error(ref random)];
            if (isObject) objects.Add(new(box.Class, sides[0], sides[1], sides[2], sides[3], (sides[2] - sides[0]) * (sides[3] - sides[1]), IsCrowd: false));
        }
        return [.. objects];
    }

    static double Error(ref SplitMix64 random) => Normal.Quantile(Math.Clamp(random.NextDouble(), 1e-9, 1 - 1e-9));
}
