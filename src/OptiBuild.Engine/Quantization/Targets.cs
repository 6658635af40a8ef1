using System.Collections.Frozen;
using OptiBuild.Engine.Quantization.Placing;

namespace OptiBuild.Engine.Quantization;

/// <summary>What kinds of processors compute fast.</summary>
/// <param name="Activations">Data of weighted operators and everything between them.</param>
/// <param name="Weights">Constant weights.</param>
/// <param name="Saturates">Some of them add two products in 16 bits, so that not every pair of weights gives the right sum.</param>
/// <param name="Costs">Of the processors among them that gain least from int8.</param>
public sealed record Target(TargetName Name, Scheme Activations, Scheme Weights, bool Saturates, Costs Costs, string Reason);

public static class Targets
{
    static readonly Target[] Rows =
    [
        new(TargetName.Any,     Scheme.U8Tensor, Scheme.S8Channel, Saturates: true,  Costs.Avx2, "unsigned activations with signed weights have int8 kernels on every processor"),
        new(TargetName.X64,     Scheme.U8Tensor, Scheme.S8Channel, Saturates: true,  Costs.Avx2, "x64 has no kernel for signed activations and keeps half of a branching net in float with them"),
        new(TargetName.X64Vnni, Scheme.U8Tensor, Scheme.S8Channel, Saturates: false, Costs.Vnni, "VPDPBUSD multiplies unsigned by signed bytes"),
        new(TargetName.Arm64,   Scheme.S8Tensor, Scheme.S8Channel, Saturates: false, Costs.Vnni, "SDOT and SMMLA multiply signed bytes"),
    ];

    public static IReadOnlyList<Target> All => Rows;

    public static FrozenDictionary<TargetName, Target> ByName { get; } = Rows.ToFrozenDictionary(t => t.Name);
}
