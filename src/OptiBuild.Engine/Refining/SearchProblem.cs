namespace OptiBuild.Engine.Refining;

/// <summary>What is to be searched, without saying what it is.</summary>
/// <param name="Units">In execution order.</param>
/// <param name="Loss">Predicted for a choice, on all held-out samples.</param>
/// <param name="Noise">Of the outputs for a choice, on the hardest samples: to rank by.</param>
/// <param name="Target">The loss that is aimed at.</param>
sealed record SearchProblem(IReadOnlyList<SearchUnit> Units, Func<Choice, double> Loss, Func<Choice, double> Noise, double Target);

/// <summary>Noise as a share of the signal: more of it is more likely to hurt, roughly in proportion.</summary>
/// <param name="Activations">Of the rounded activations; null where the unit computes in float already.</param>
/// <param name="Weights">Of the rounded weights; null where it has none.</param>
/// <param name="Elements">Of its weights.</param>
sealed record SearchUnit(double? Activations, double? Weights, long Elements)
{
    public double Suspicion => (Activations ?? 0) + (Weights ?? 0);

    public Depth Deepest => Weights is null ? Depth.Computation : Depth.Weights;
}

/// <param name="Evaluations">In all, the first one included.</param>
/// <param name="Splits">Of blocks of units, to rank them.</param>
/// <param name="Samples">Held-out samples, where the metric needs no more.</param>
/// <param name="Hardest">Of them, those that blocks are measured on.</param>
sealed record SearchLimits(int Evaluations, int Splits, int Samples, int Hardest)
{
    public static readonly SearchLimits Normal = new(Evaluations: 20, Splits: 8, Samples: 128, Hardest: 32);
    public static readonly SearchLimits Thorough = new(Evaluations: 64, Splits: 24, Samples: 256, Hardest: 64);

    /// <summary>Null where nothing is searched.</summary>
    public static SearchLimits? For(Effort effort) => effort switch { Effort.Fast => null, Effort.Thorough => Thorough, _ => Normal };
}

/// <summary>One evaluation.</summary>
/// <param name="Loss">NaN where only the noise was measured.</param>
/// <param name="Noise">NaN where only the loss was measured.</param>
sealed record SearchTrial(Choice Choice, double Loss, double Noise);

/// <param name="Best">The least taken back that lies inside the target; nothing, where not even all of it does.</param>
sealed record SearchResult(Choice Best, double Before, double After, IReadOnlyList<SearchTrial> Trials);
