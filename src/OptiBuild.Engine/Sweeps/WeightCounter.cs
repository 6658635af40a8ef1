using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Sweeps;

/// <summary>Counts the weights of a file, however they are stored.</summary>
static class WeightCounter
{
    const int LeastRank = 2;

    /// <remarks>A weight that several nodes share is in the file once, and counts once.</remarks>
    public static WeightCount Of(Model model)
    {
        var weights = model.Graphs.SelectMany(g => g.Nodes).Where(n => !IsConversion(n)).SelectMany(n => n.Inputs).Select(StoredWeight.Of).OfType<StoredWeight>()
            .Where(w => w is { Data.Shape.Count: >= LeastRank, Zeros: not null }).DistinctBy(w => w.Data).ToArray();
        var all = weights.Sum(w => w.Data.Count);
        return new(all, all - weights.Sum(w => w.Zeros!.Value));
    }

    static bool IsConversion(Node node) => node.Is("DequantizeLinear") || node.Is("QuantizeLinear");
}
