using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Levels;

/// <summary>Which levels each weight gets.</summary>
/// <param name="Draft">With them.</param>
/// <param name="Report">Null where nothing was to be chosen.</param>
sealed record LevelPlan(Draft Draft, LevelsReport? Report)
{
    /// <summary>Weights that get fewer levels.</summary>
    public int Count => Report?.Coarsened ?? 0;
}
