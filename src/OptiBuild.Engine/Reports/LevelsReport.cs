using System.Text.Json.Serialization;

namespace OptiBuild.Engine.Reports;

/// <summary>How the numbers of levels were found, on calibration samples without labels.</summary>
public sealed record LevelsReport
{
    /// <summary>What is predicted. Of answers it is the upper bound that the gate will see, 9 times out of 10.</summary>
    public required LossKind Loss { get; init; }

    /// <summary>The most that was aimed at.</summary>
    public required double Target { get; init; }

    /// <summary>Predicted with eight bits.</summary>
    public required double Before { get; init; }

    /// <summary>Predicted for what was chosen.</summary>
    public required double After { get; init; }

    /// <summary>Calibration samples that no weight was fitted to.</summary>
    public required int Samples { get; init; }

    /// <summary>Coded weights with eight bits, in bytes: entropy of order 0.</summary>
    public required long BytesBefore { get; init; }

    /// <summary>The same for what was chosen.</summary>
    public required long BytesAfter { get; init; }

    /// <summary>Every choice that was measured with the whole model, in that order.</summary>
    public required IReadOnlyList<LevelTrial> Trials { get; init; }

    /// <summary>Every weight that had a choice, in execution order.</summary>
    public required IReadOnlyList<LevelRow> Weights { get; init; }

    /// <summary>Weights with fewer levels than eight bits have.</summary>
    [JsonIgnore]
    public int Coarsened => Weights.Count(w => w.Step > 1);
}

/// <param name="Loss">Predicted; null where it is no number.</param>
public sealed record LevelTrial(long Bytes, double? Loss);

/// <summary>One weight.</summary>
/// <param name="Nodes">Who reads it.</param>
/// <param name="Step">In units of the step that eight bits take.</param>
/// <param name="Bits">Of code for each weight.</param>
/// <param name="Zeros">Share of levels that are 0.</param>
/// <param name="Sensitivity">What its noise, as a share of its layer's output, costs, as a share of what all would cost with equal noise.</param>
public sealed record LevelRow(IReadOnlyList<string> Nodes, double Step, double Bits, double Zeros, double Sensitivity);
