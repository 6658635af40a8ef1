using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Sweeps;

/// <summary>Counts the weights of a file, however they are stored.</summary>
static class WeightCounter
{
    /// <summary>Axes longer than one: scales of channels have one, however they are shaped.</summary>
    const int LeastAxes = 2;

    const string Blocks = "MatMulNBits";

    /// <remarks>A weight that several nodes share is in the file once, and counts once.</remarks>
    public static WeightCount Of(Model model)
    {
        var weights = model.Graphs.SelectMany(g => g.Nodes).Where(n => !IsConversion(n) && n.OpType != Blocks).SelectMany(n => n.Inputs).Select(StoredWeight.Of).OfType<StoredWeight>()
            .Where(w => w.Zeros is not null && w.Data.Shape.Count(size => size > 1) >= LeastAxes).DistinctBy(w => w.Data).ToArray();
        var blocks = model.Graphs.SelectMany(g => g.Nodes).Where(n => n.OpType == Blocks).DistinctBy(n => n.Input(1)).ToArray();
        var all = weights.Sum(w => w.Data.Count) + blocks.Sum(n => n.Attributes.Int("K", 0) * n.Attributes.Int("N", 0));
        return new(all, all - weights.Sum(w => w.Zeros!.Value) - blocks.Sum(Zeros));
    }

    /// <summary>Two weights lie in a byte, where 8 means 0; what fills up the last block of a row is none.</summary>
    static long Zeros(Node node)
    {
        var zeros = 0L;
        var packed = node.Input(1)!.Data!.Span<byte>();
        foreach (var pair in packed) zeros += ((pair & 15) == 8 ? 1 : 0) + (pair >> 4 == 8 ? 1 : 0);
        return zeros - (2 * packed.Length - node.Attributes.Int("K", 0) * node.Attributes.Int("N", 0));
    }

    static bool IsConversion(Node node) => node.Is("DequantizeLinear") || node.Is("QuantizeLinear");
}
