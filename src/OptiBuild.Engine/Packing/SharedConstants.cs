using OptiBuild.Onnx;

namespace OptiBuild.Engine.Packing;

/// <summary>Constants of the same content are written once.</summary>
static class SharedConstants
{
    /// <summary>Bytes; weights are seldom equal, and finding that out costs more than it brings.</summary>
    const int Largest = 1 << 14;

    /// <returns>How many constants went.</returns>
    public static int Run(Graph graph)
    {
        var first = new Dictionary<string, Value>(StringComparer.Ordinal);
        var gone = 0;
        foreach (var value in graph.Initializers.Where(v => v is { IsConstant: true, IsGraphOutput: false } && v.Data is { Strings: null, Data.Length: <= Largest }).ToArray())
        {
            var data = value.Data!;
            var content = $"{data.Type} [{string.Join(',', data.Shape)}] {Convert.ToHexString(data.Data.Span)}";
            if (first.TryAdd(content, value)) continue;
            Graph.ReplaceUses(value, first[content]);
            graph.Remove(value);
            gone++;
        }
        return gone;
    }
}
