namespace OptiBuild.Engine.Pruning;

/// <summary>What the report says of how a layer was pruned.</summary>
static class PruningWords
{
    /// <summary>How many.</summary>
    public static string Of(SparsityScope scope) => scope switch
    {
        SparsityScope.Auto   => "as many as the model's answers miss least",
        SparsityScope.Global => "as many as lie below one magnitude for all layers",
        _                    => "the same share in each layer",
    };

    public static string Of(SparsityGoal goal) => goal is { Keep: 2, Of: 4 }
        ? "2 of 4 neighbouring input channels remain, which NVIDIA GPUs from Ampere on use with TensorRT; no CPU does. Channels keep their order"
        : $"{goal.Keep} of {goal.Of} neighbouring input channels remain, which no common hardware uses: GPUs take 2:4. Channels keep their order";

    /// <summary>Which, and how many.</summary>
    public static string Of(PruningMethod method, string level) => method switch
    {
        PruningMethod.Obs   => $"obs: the weights that the output misses least, the others fitted again; {level}",
        PruningMethod.Wanda => $"wanda: the smallest by weight times activation; {level}",
        _                   => $"magnitude: the smallest weights; {level}",
    };

    /// <summary>Where nothing is known of what the weight is multiplied with.</summary>
    public static string ByMagnitude(PruningMethod asked, string level, PrunableWeight weight, bool hasSamples) =>
        asked == PruningMethod.Magnitude ? Of(asked, level)
        : $"{Of(PruningMethod.Magnitude, level)} ({(hasSamples ? weight.Unknown ?? "no sample reached the layer" : "no calibration samples were looked at")})";
}
