using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>The weights of a node, counted where they are read first: those that several nodes share count once.</summary>
/// <param name="Bytes">As they lie in the file.</param>
sealed record WeightBytes(long Count, long Bytes)
{
    /// <summary>Constants of rank 0 and 1 are biases, scales and shapes.</summary>
    const int LeastRank = 2;

    public static IReadOnlyDictionary<Node, WeightBytes> Of(IEnumerable<Node> nodes)
    {
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        var counted = new Dictionary<Node, WeightBytes>();
        foreach (var node in nodes)
        {
            var own = node.Inputs.Select(i => StoredWeight.Of(i)?.Data).OfType<Tensor>().Where(t => t.Shape.Count >= LeastRank && t.Strings is null && seen.Add(t)).ToArray();
            if (own.Length > 0) counted[node] = new(own.Sum(t => t.Count), own.Sum(t => t.Data.Length));
        }
        return counted;
    }

    /// <param name="bits">Of code for each weight; null where none was rounded.</param>
    public long After(double? bits) => bits is { } coded ? (long)Math.Ceiling(Count * coded / 8) : Bytes;
}
