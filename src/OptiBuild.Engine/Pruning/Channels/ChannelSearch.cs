using Microsoft.ML.OnnxRuntime;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Refining;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning.Channels;

/// <summary>How far to go: the most that saves time with a predicted loss inside the target.</summary>
sealed record ChannelSearch(ChannelChoice Choice, HeldOut HeldOut, PredictedLoss Loss, Run Run)
{
    /// <summary>Of the predicted loss that is aimed at. The rest is for rounding, and for calibration samples that the model was trained on: it is surer of them than of others.</summary>
    const double Share = 0.15;

    /// <summary>Nobody expects more of a model that was trained as it is.</summary>
    const double MostSaved = 0.8;

    /// <summary>Shares of time nearer to each other are not worth telling apart.</summary>
    const double Resolution = 0.02;

    /// <summary>Of the least share, and of the last one as long as all stayed inside the target.</summary>
    const double First = 1.2, Growth = 3;

    readonly List<ChannelTrialReport> trials = [];

    public double Target => Loss.ToSpend(Share) * Loss.Target;

    public IReadOnlyList<ChannelTrialReport> Trials => trials;

    /// <param name="least">Share of the time that has to be saved at least; tried first.</param>
    /// <param name="evaluations">At most.</param>
    /// <returns>Steps to be done, and what they have to change; 0 where not even the least share stays inside the target.</returns>
    public (int Steps, ChannelEdit? Edit) Find(double least, int evaluations)
    {
        var most = Math.Min(MostSaved, Choice.Saved(Choice.Schedule.Count));
        if (most < least) return (0, null);
        (int Steps, ChannelEdit? Edit) best = (0, null);
        var (low, high, next, isBracketed) = (0.0, most, Math.Min(most, First * least), false);
        for (var i = 0; i < evaluations && high - low > Resolution; i++)
        {
            var steps = Math.Max(1, Choice.Within(next));
            var edit = Choice.Edit(steps, Run.Threads);
            if (Measure(edit, steps) <= Target) (best, low) = ((steps, edit), next);
            else if (i == 0) break;
            else (high, isBracketed) = (next, true);
            next = isBracketed ? (low + high) / 2 : Math.Min(most, Growth * low);
        }
        return best;
    }

    /// <summary>Predicted for a variant; infinite where ONNX Runtime does not take it.</summary>
    public double Measure(ChannelEdit edit, int steps)
    {
        var loss = double.PositiveInfinity;
        try
        {
            using var runner = Runner.Open(Choice.Pruned(edit), new RunnerSettings(Run.Threads) { Arena = Arena.Off });
            loss = Loss.Of(HeldOut.Compare(runner.Run, Loss.Cost, Run.Cancel));
        }
        catch (OnnxRuntimeException)
        {
            // A form that no rule foresaw: whatever was gained is not worth a model that does not load.
        }
        trials.Add(new(Choice.Saved(steps), loss));
        return loss;
    }
}
