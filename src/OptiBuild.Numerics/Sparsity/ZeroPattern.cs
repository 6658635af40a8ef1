namespace OptiBuild.Numerics.Sparsity;

/// <summary>Which weights of a layer may become 0.</summary>
public abstract record ZeroPattern;

/// <summary>So many of all its weights, wherever it costs least; those that are 0 before count.</summary>
public sealed record ZeroCount(long Zeros) : ZeroPattern;

/// <summary>Of <paramref name="Of"/> neighbouring input channels, at each kernel position and for each output, <paramref name="Keep"/> remain.</summary>
/// <remarks>
/// NVIDIA's sparse tensor cores take 2 of 4 along the input channels: Mishra et al., arXiv:2104.08378, sections 3 and 4. Channels left over
/// at the end are a smaller group, of which the same share remains, rounded up.
/// </remarks>
/// <param name="Kernel">Kernel positions of a convolution, 1 for products; column = channel · Kernel + position.</param>
public sealed record KeepOf(int Keep, int Of, int Kernel) : ZeroPattern
{
    /// <summary>The columns of each group.</summary>
    public IReadOnlyList<int[]> Groups(int columns)
    {
        Shape.Require(Keep > 0 && Keep <= Of && Kernel > 0 && columns % Kernel == 0);
        var channels = columns / Kernel;
        return [.. from first in Enumerable.Range(0, (channels + Of - 1) / Of)
                   from position in Enumerable.Range(0, Kernel)
                   select Enumerable.Range(first * Of, Math.Min(Of, channels - first * Of)).Select(c => c * Kernel + position).ToArray()];
    }

    /// <summary>How many of a group become 0.</summary>
    public int Zeros(int group) => group - (group * Keep + Of - 1) / Of;
}
