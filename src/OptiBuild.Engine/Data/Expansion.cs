using System.Globalization;

namespace OptiBuild.Engine.Data;

/// <summary>Compressed data that would become far more than anybody's samples do.</summary>
static class Expansion
{
    /// <summary>Masks and empty images shrink by some hundreds; only beyond a size that costs real time is that suspicious.</summary>
    const long Harmless = 1 << 30, Factor = 200;

    /// <exception cref="OptiBuildException">OB3034.</exception>
    public static void Require(long compressed, long expanded, string name)
    {
        if (expanded > Harmless && expanded / Math.Max(1, compressed) > Factor)
            throw new OptiBuildException(Diagnostics.Expands.With(name, compressed, expanded, string.Create(CultureInfo.InvariantCulture, $"{Factor} times")));
    }
}
