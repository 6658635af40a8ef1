namespace OptiBuild.Numerics.Sparsity;

/// <summary>What a layer loses at some shares of zeros, as it was measured.</summary>
/// <remarks>
/// Between two levels the logarithm of the error is linear. Below the lowest one it grows like the cube of the share: so does the energy of the smallest weights, which lie
/// evenly around 0. At a share of 1 everything is lost.
/// </remarks>
/// <param name="Weights">How many there are.</param>
/// <param name="Levels">Ascending shares between 0 and 1, exclusive, and errors relative to the output.</param>
/// <param name="Importance">What an error of 1 costs the model.</param>
public sealed record LevelCurve(long Weights, IReadOnlyList<(double Share, double Error)> Levels, double Importance)
{
    /// <summary>An error that cannot be told from none.</summary>
    const double Least = 1e-12;

    const double Growth = 3;

    /// <summary>Cost at a share of zeros.</summary>
    public double At(double share)
    {
        if (share <= 0) return 0;
        var above = 0;
        while (above < Levels.Count && Levels[above].Share < share) above++;
        if (above == 0) return Levels.Count == 0 ? Importance * Math.Pow(share, Growth) : Importance * Levels[0].Error * Math.Pow(share / Levels[0].Share, Growth);
        var (low, high) = (Levels[above - 1], above < Levels.Count ? Levels[above] : (Share: 1.0, Error: Math.Max(1, Levels[above - 1].Error)));
        var part = (share - low.Share) / (high.Share - low.Share);
        return Importance * Math.Exp((1 - part) * Math.Log(Math.Max(Least, low.Error)) + part * Math.Log(Math.Max(Least, high.Error)));
    }
}
