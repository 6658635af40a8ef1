using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;

namespace OptiBuild.Engine;

/// <summary>The samples of one job, and what is asked of them.</summary>
/// <param name="Calibration">Null where nothing has to be calibrated.</param>
/// <param name="Validation">Null where the gate is off and no data is given.</param>
/// <param name="Criteria">Null where nothing is judged.</param>
public sealed record DataSets(Samples? Calibration, Samples? Validation, Criteria? Criteria) : IDisposable
{
    /// <summary>Natural repeats, as a share of the validation samples; more is a mistake.</summary>
    const double MostRepeats = 0.01;

    /// <summary>What the user should know of the data; nothing here stops the run.</summary>
    public IReadOnlyList<Finding> Findings { get; private init; } = [];

    /// <summary>Null without data.</summary>
    public DataReport? Report { get; private init; }

    /// <summary>The whole of which the sets are parts; null where they are wholes themselves.</summary>
    Samples? Source { get; init; }

    /// <summary>Opens both sets and stops where they could not prove anything.</summary>
    /// <exception cref="OptiBuildException">OB1003, OB1004, OB3xxx, OB4003, OB4004.</exception>
    public static DataSets Open(Job job, Original original, CancellationToken cancel = default)
    {
        var options = job.Options;
        var plan = DataPlan.Of(options);
        var validation = plan.Validation is { } v ? Formats.Open(v.Request(original.Inputs, options)) : null;
        var calibration = plan.Calibration is { } c ? Formats.Open(c.Request(original.Inputs, options)) : null;
        var sets = new DataSets(calibration, validation, null);
        try
        {
            sets = plan.Splits ? sets.Split(validation!, plan.Validation!.Option, cancel) : options.Gate != GateMode.Off ? sets.KeptApart(options.Gate, cancel) : sets;
            sets = sets with { Criteria = sets.Validation is null || options.Gate == GateMode.Off ? null : Criteria.Of(options, MetricRows.For(options, sets.Validation)) };
            if (sets.Criteria is { } criteria) Gate.RequireProvable(job.Display, criteria, sets.Validation!.Count);
            return sets.Spooled().Described(plan.Splits);
        }
        catch
        {
            sets.Dispose();
            throw;
        }
    }

    /// <summary>Calibration samples are drawn from the validation data; the gate keeps the others.</summary>
    /// <exception cref="OptiBuildException">OB3053: one side would be empty.</exception>
    DataSets Split(Samples all, string option, CancellationToken cancel)
    {
        var calibrating = SampleSplit.Calibrating(Fingerprints.Of(all, cancel));
        if (calibrating.Count == 0 || calibrating.Count == all.Count)
            throw new OptiBuildException(Diagnostics.SplitImpossible.With(option, Figures.Count(all.Count)));
        var split = this with { Calibration = all.Only(calibrating.Contains), Validation = all.Only(i => !calibrating.Contains(i)), Source = all };
        return split with { Findings = [Diagnostics.SplitOff.With(Figures.Count(split.Calibration.Count), option, Figures.Count(split.Validation.Count))] };
    }

    /// <summary>A few samples that are in both sets no longer calibrate: the gate's data stays whole.</summary>
    /// <exception cref="OptiBuildException">OB3050: there are more than repeat by nature.</exception>
    DataSets KeptApart(GateMode gate, CancellationToken cancel)
    {
        if (Calibration is null || Validation is null || Overlap.Of(Calibration, Validation, cancel) is not { } overlap) return this;
        var isTolerable = overlap.Validation <= MostRepeats * Validation.Count && overlap.Calibration.Count < Calibration.Count;
        var duplicates = Diagnostics.DuplicateSamples.With(Figures.Count(overlap.Validation), Figures.Count(Validation.Count), overlap.First.Validation, overlap.First.Calibration);
        if (!isTolerable && gate != GateMode.Warn) throw new OptiBuildException(duplicates);
        if (!isTolerable) return this with { Findings = [duplicates with { Diagnostic = duplicates.Diagnostic with { Severity = Severity.Warning } }] };
        return this with
        {
            Source      = Calibration,
            Calibration = Calibration.Only(i => !overlap.Calibration.Contains(i)),
            Findings    = [Diagnostics.DuplicatesLeftOut.With(Figures.Count(overlap.Calibration.Count), overlap.First.Calibration, overlap.First.Validation)],
        };
    }

    DataSets Spooled() => Calibration is { AreCostly: true } costly ? this with { Calibration = new SpooledSamples(costly) } : this;

    DataSets Described(bool isSplit) => Calibration is null && Validation is null ? this
        : this with { Report = new(Calibration?.Count, Validation?.Count, isSplit, [.. Validation?.ClassNames ?? []]) };

    public void Dispose()
    {
        Calibration?.Dispose();
        Validation?.Dispose();
        Source?.Dispose();
    }
}
