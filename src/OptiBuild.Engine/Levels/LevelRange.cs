namespace OptiBuild.Engine.Levels;

/// <summary>How coarse the levels of a weight may become.</summary>
/// <param name="Bits">From one step to the next that is tried; 0 where none is.</param>
/// <param name="Finer">The same for weights that hold a large part of the model: few of them have to be shared out among.</param>
sealed record LevelRange(double Bits, double Finer)
{
    /// <summary>Log₂ of the coarsest step, in units of the step that eight bits take: what is left are −1, 0 and 1, and mostly 0.</summary>
    const double Coarsest = 6.75;

    /// <summary>Of the finest: half a bit is saved at almost no noise, since levels that code cheaply are preferred.</summary>
    const double Finest = 0.5;

    /// <summary>Of all weights: from here on a weight counts as large.</summary>
    public const double LargePart = 0.2;

    public static readonly LevelRange None = new(0, 0);
    public static readonly LevelRange Normal = new(0.75, 0.375);
    public static readonly LevelRange Thorough = new(0.5, 0.25);

    /// <summary>Only where the number of levels is left to the search.</summary>
    public static LevelRange For(Options options) => options switch
    {
        { Effort: Effort.Fast } or { Quantization: not QuantizationMode.Auto } => None,
        { Effort: Effort.Thorough }                                            => Thorough,
        _                                                                      => Normal,
    };

    /// <summary>Steps in units of the step that eight bits take, ascending.</summary>
    /// <param name="part">Of all weights that this one holds.</param>
    public IReadOnlyList<double> Steps(double part)
    {
        if (Bits == 0) return [];
        var bits = part >= LargePart ? Finer : Bits;
        return [.. Enumerable.Range(0, 1 + (int)((Coarsest - Finest) / bits)).Select(i => Math.Pow(2, Finest + i * bits))];
    }
}
