using OptiBuild.Engine.Calibration;
using OptiBuild.Numerics.Metrics;
using OptiBuild.Numerics.Sparsity;
using OptiBuild.Numerics.Weights;

namespace OptiBuild.Engine.Pruning;

/// <summary>The weights of a layer after pruning.</summary>
/// <param name="Shift">[outputs] what the bias has to take up; null where there is none or nothing is known.</param>
/// <param name="Error">Noise over signal of the output on held-out samples; of the weights where there are none.</param>
sealed record PrunedRows(LayerRows Rows, double[]? Shift, double Error)
{
    /// <summary>Null where there are no held-out samples.</summary>
    public PrunedOutput? Output { get; init; }
}

/// <summary>Prunes one layer, at as many levels as wanted.</summary>
sealed class LayerPruning
{
    const double LeastError = 1e-15;

    readonly LayerRows before;
    readonly PruningMethod method;
    readonly HeldOutRows? heldOut;
    readonly InputMoments? moments;
    readonly SparseGpt? sweep;
    readonly bool hasBias;

    /// <param name="moments">Null where nothing is known of what the weights are multiplied with: magnitude decides.</param>
    public LayerPruning(LayerRows before, Moments? moments, PruningMethod method, bool hasBias)
    {
        (this.before, this.method, this.hasBias) = (before, moments is null ? PruningMethod.Magnitude : method, hasBias);
        if (moments is null) return;
        heldOut = moments.HeldOut.Count > 0 ? moments.HeldOut : null;
        this.moments = InputMoments.Of(moments.Fit, hasBias ? MeanError.GoesToBias : MeanError.Counts);
        if (this.method == PruningMethod.Obs) sweep = new(this.moments);
    }

    /// <param name="steps">Of the refit.</param>
    public PrunedRows Prune(ZeroPattern pattern, int steps)
    {
        var masked = Masked(pattern, out var fitted);
        if (sweep is not null) Refit.Run(before, fitted, moments!, steps);
        var (maskedError, fittedError) = (Error(masked), Error(fitted));
        // A refit to few samples may serve others worse.
        var (rows, error) = fittedError < maskedError ? (fitted, fittedError) : (masked, maskedError);
        return new(rows, hasBias && sweep is not null ? moments!.Shift(before, rows) : null, error)
        {
            Output = heldOut is null ? null : new(Db(error), Db(maskedError)),
        };
    }

    /// <summary>The report has no infinite numbers.</summary>
    static double Db(double error) => -10 * Math.Log10(Math.Max(error, LeastError));

    /// <param name="start">What the sweep left of the other weights.</param>
    LayerRows Masked(ZeroPattern pattern, out LayerRows start)
    {
        var masked = start = before.Copy();
        if (sweep is not null)
        {
            sweep.Prune(start, pattern);
            masked = before.Copy();
            for (var i = 0; i < masked.Values.Length; i++)
                if (start.Values[i] == 0) masked.Values[i] = 0;
        }
        else if (method == PruningMethod.Wanda) Wanda.Prune(masked, moments!, pattern);
        else if (pattern is ZeroCount count) Magnitude.Prune(masked.Values, (double)count.Zeros / masked.Values.Length);
        else Wanda.Prune(masked, InputMoments.Alike(masked.Groups, masked.Columns), pattern);
        return masked;
    }

    /// <summary>On held-out samples; of the weights themselves where there are none.</summary>
    double Error(LayerRows after)
    {
        if (heldOut is null) return Share(MeanSquaredError.Of(before.Values, after.Values), MeanSquaredError.Of(before.Values, new float[before.Values.Length]));
        var error = heldOut.Error(before.Values, after.Values, before.Layer);
        return Share((hasBias && sweep is not null ? error.NoiseAroundMean : error.Noise).Sum(), error.Signal.Sum());
    }

    static double Share(double noise, double signal) => signal > 0 ? noise / signal : 0;
}
