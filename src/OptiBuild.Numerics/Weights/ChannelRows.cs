namespace OptiBuild.Numerics.Weights;

/// <summary>Some rows of activations, spread evenly over all that were seen; the same ones whatever the batches.</summary>
/// <remarks>Each time there are too many, every third stays: a stride that shares no factor with usual sizes of images meets all positions.</remarks>
public sealed class ChannelRows(int channels)
{
    /// <summary>1 MB of each activation: what errors are estimated on, not measured.</summary>
    const int MostElements = 1 << 18, MostRows = 3072, LeastRows = 128, Thinning = 3;

    readonly int most = Math.Clamp(MostElements / channels, LeastRows, MostRows);
    readonly List<float[]> rows = [];
    long seen, stride = 1;

    public int Channels => channels;

    public IReadOnlyList<float[]> Rows => rows;

    /// <param name="x">[outer, channels, inner]; a row is what all channels have at one place.</param>
    public void Add(ReadOnlySpan<float> x, ChannelShape shape)
    {
        Shape.Require(shape.Channels == channels && x.Length == shape.Length);
        for (var r = 0; r < shape.PerChannel; r++, seen++)
        {
            if (seen % stride != 0) continue;
            var row = new float[channels];
            var first = r / shape.Inner * channels * shape.Inner + r % shape.Inner;
            for (var c = 0; c < channels; c++) row[c] = x[first + c * shape.Inner];
            rows.Add(row);
            if (rows.Count > most) Thin();
        }
    }

    void Thin()
    {
        var kept = rows.Where((_, i) => i % Thinning == 0).ToArray();
        rows.Clear();
        rows.AddRange(kept);
        stride *= Thinning;
    }
}
