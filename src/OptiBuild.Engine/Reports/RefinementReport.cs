using System.Text.Json.Serialization;

namespace OptiBuild.Engine.Reports;

/// <summary>What a loss is told by, without labels.</summary>
public enum LossKind { ChangedAnswers, LostProbability, LostPrecision, NoiseGrowth, NoiseAmount, NoiseShare }

/// <summary>How the layers to take back were found, on calibration samples without labels.</summary>
public sealed record RefinementReport
{
    /// <summary>What is predicted.</summary>
    public required LossKind Loss { get; init; }

    /// <summary>The most that was aimed at, a share of the budget.</summary>
    public required double Target { get; init; }

    /// <summary>Predicted with nothing taken back.</summary>
    public required double Before { get; init; }

    /// <summary>Predicted for what was chosen.</summary>
    public required double After { get; init; }

    /// <summary>Held-out calibration samples.</summary>
    public required int Samples { get; init; }

    public required IReadOnlyList<string> Reverted { get; init; }

    /// <summary>Every variant that was measured, in that order.</summary>
    public required IReadOnlyList<TrialReport> Trials { get; init; }

    [JsonIgnore]
    public bool IsInside => After <= Target;

    /// <summary>The least loss of any variant.</summary>
    [JsonIgnore]
    public double Least => Trials.Min(t => t.Loss) ?? After;
}

/// <param name="Reverted">Nodes taken back.</param>
/// <param name="Loss">Predicted; null where only noise was measured.</param>
/// <param name="Noise">Mean square of what margins of answers, or outputs, of the hardest samples changed by; null where the loss was measured.</param>
public sealed record TrialReport(IReadOnlyList<string> Reverted, double? Loss, double? Noise);
