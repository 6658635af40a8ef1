using System.Xml.Linq;
using static OptiBuild.Engine.Reports.Pages.Markup;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>Which samples the model was fitted to, and which it was judged by.</summary>
static class SamplesPart
{
    public static XElement? Of(ModelReport model) => model.Data is not { } data || (data.Calibration is null && data.Validation is null) ? null
        : Part("The samples", Lead(data), Bars(data), Tag("p", "note", Apart(model, data)));

    /// <summary>1,000 samples to calibrate, 5,000 to validate.</summary>
    public static string Counts(DataReport data) => string.Join(", ", new[]
    {
        data.Calibration is { } fitted ? $"{Shown.Many(fitted, "sample")} to calibrate" : null,
        data.Validation is { } judged ? $"{(data.Calibration is null ? Shown.Many(judged, "sample") : Shown.Whole(judged))} to validate" : null,
    }.OfType<string>());

    /// <summary>Why what was measured is no hindsight; empty where there is nothing to keep apart.</summary>
    public static string Apart(ModelReport model, DataReport data)
    {
        if (data is { Calibration: null } or { Validation: null }) return "";
        if (data.IsSplit) return "Both are parts of one data set, which OptiBuild split before anything else: no sample is in both, and equal samples are on the same side.";
        if (Has(model, Diagnostics.DuplicateSamples)) return $"Some samples are in both, so the verdict is worth less than it looks: see {Diagnostics.DuplicateSamples.Code}.";
        if (Has(model, Diagnostics.DuplicatesLeftOut)) return $"They are two data sets. Samples that were in both were left out of the calibration: see {Diagnostics.DuplicatesLeftOut.Code}.";
        return model.Verdict == Verdict.Off ? "" : "They are two data sets, and OptiBuild made sure that no sample is in both.";
    }

    static bool Has(ModelReport model, Diagnostic diagnostic) => model.Diagnostics.Any(d => d.Code == diagnostic.Code);

    static string Lead(DataReport data) => data switch
    {
        { Calibration: null } => "The model was judged by its answers to samples that nothing was fitted to.",
        { Validation: null }  => "Ranges and weights were fitted to samples, whose labels nobody looked at. Nothing was judged.",
        _                     => "Ranges and weights were fitted to the calibration samples, whose labels nobody looked at. The verdict comes from the validation samples alone, which nothing was fitted to.",
    };

    static XElement Bars(DataReport data)
    {
        var most = (double)Math.Max(1, Math.Max(data.Calibration ?? 0, data.Validation ?? 0));
        (string What, int? Count)[] sets = [("to calibrate", data.Calibration), ("to validate", data.Validation)];
        return Table("", ["samples", "number", ""], sets.Where(s => s.Count is not null).Select(s => Row(
            Head(s.What), Figure(s.Count!.Value, Shown.Whole(s.Count.Value)), Tag("td", "pair", Bar("after", s.Count.Value / most)))));
    }
}
