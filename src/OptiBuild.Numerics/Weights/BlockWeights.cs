namespace OptiBuild.Numerics.Weights;

/// <summary>Weights as whole numbers −7..7, with a scale for each block of adjacent weights of an output channel.</summary>
/// <param name="Block">Weights that share a scale; the last block of a channel may have fewer.</param>
/// <param name="Values">[inputs, outputs]</param>
/// <param name="Scales">[outputs, blocks]</param>
public sealed record BlockWeights(int Block, int Inputs, sbyte[] Values, float[] Scales)
{
    public int Outputs => Values.Length / Inputs;

    /// <summary>Of one output.</summary>
    public int Blocks => (Inputs + Block - 1) / Block;

    /// <summary>[inputs, outputs] the real numbers they stand for.</summary>
    public float[] ToReal()
    {
        var real = new float[Values.Length];
        for (var i = 0; i < real.Length; i++) real[i] = Values[i] * Scales[i % Outputs * Blocks + i / Outputs / Block];
        return real;
    }
}
