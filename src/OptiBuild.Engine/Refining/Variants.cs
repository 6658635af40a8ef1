using Microsoft.ML.OnnxRuntime;
using OptiBuild.Engine.Cleaning;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Insertion;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;

namespace OptiBuild.Engine.Refining;

/// <summary>Builds the model for a choice of what to take back, and asks it.</summary>
/// <param name="Plan">With nothing taken back.</param>
sealed record Variants(Draft Draft, QuantizationPlan Plan, IReadOnlyList<ReversalUnit> Units, Run Run)
{
    /// <summary>The placement of a choice.</summary>
    /// <param name="why">What the report says of a unit.</param>
    public Placement Place(Choice choice, Func<int, string> why)
    {
        var placement = Draft.Placement;
        foreach (var unit in choice.Units)
            placement = choice[unit] == Depth.Weights ? placement.Untouched(Units[unit].Nodes, why(unit)) : placement.Without(Units[unit].Nodes, why(unit));
        return placement;
    }

    /// <summary>Null where the choice cannot be built from the draft, or ONNX Runtime does not take it.</summary>
    public Difference? Compare(Choice choice, HeldOut samples, AnswerCost cost)
    {
        var placement = Place(choice, _ => "");
        if (!Draft.Covers(placement)) return null;
        try
        {
            using var runner = Open(placement);
            return samples.Compare(runner.Run, cost, Run.Cancel);
        }
        catch (OnnxRuntimeException)
        {
            return null;
        }
    }

    /// <remarks>The draft's model stays as it is; weights are shared with it. ONNX Runtime's own memory is given back after every session.</remarks>
    Runner Open(Placement placement)
    {
        var draft = Draft.Copy(placement);
        QdqInsertion.Apply(draft.Model, Quantizer.Plan(draft, draft.Placement));
        Finisher.Finish(draft.Model);
        RemoveUnused.Run(draft.Model);
        return Runner.Open(draft.Model, new RunnerSettings(Run.Threads) { Arena = Arena.Off });
    }
}
