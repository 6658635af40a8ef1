using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using OptiBuild.Engine.Reports.Pages;

namespace OptiBuild.Engine.Reports;

/// <summary>The report as test results: a suite for each model, a case for each thing that was asked for.</summary>
/// <remarks>The form that Jenkins' xunit plugin publishes as junit-10.xsd, which Azure Pipelines and GitLab read too.</remarks>
public static class JUnitResults
{
    /// <param name="Codes">Diagnostics that say it was not reached.</param>
    /// <param name="IsAsked">Whether the report judges it.</param>
    sealed record Criterion(string Name, ImmutableArray<int> Codes, Func<ModelReport, bool> IsAsked);

    static readonly ImmutableArray<Criterion> Criteria =
    [
        new("MaxDrop",          [Diagnostics.AccuracyDropped.Number, Diagnostics.DropUncertain.Number, Diagnostics.TooFewSamples.Number], m => m.Metric is { Floor: null } && m.Verdict != Verdict.Off),
        new("MaxClassDrop",     [Diagnostics.ClassDropped.Number, Diagnostics.ClassUncertain.Number, Diagnostics.ClassWorse.Number],      m => m.Metric is not null && m.Criteria?.MaxClassDrop is not null),
        new("MinMetric",        [Diagnostics.MetricOutside.Number, Diagnostics.FloorUncertain.Number], m => m.Metric is not null && m.Criteria?.MinMetric is not null),
        new("MinSizeReduction", [Diagnostics.NotSmallEnough.Number], m => m.Size is not null && m.Criteria?.MinSizeReduction is not null),
        new("MinSpeedup",       [Diagnostics.NotFastEnough.Number],  m => m.Latency is not null && m.Criteria?.MinSpeedup is not null),
        new("Baseline",         [Diagnostics.WorseThanAccepted.Number, Diagnostics.AcceptedUncertain.Number], m => m.Baseline is { IsComparable: true }),
        new("NaN",              [Diagnostics.NotANumber.Number],     m => m.Metric is not null && m.Verdict != Verdict.Off),
    ];

    public static byte[] Bytes(Report report)
    {
        var suites = report.Models.Select(Suite).ToArray();
        var root = new XElement("testsuites", new XAttribute("name", Printable.Text(report.Tool.Name)), Sums(suites), suites);
        using var memory = new MemoryStream();
        using (var writer = XmlWriter.Create(memory, new() { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) })) root.WriteTo(writer);
        memory.WriteByte((byte)'\n');
        return memory.ToArray();
    }

    static XElement Suite(ModelReport model)
    {
        var name = Printable.Text(model.Model);
        var cases = Cases(model).ToArray();
        return new("testsuite", new XAttribute("name", name),
            new XAttribute("tests", Count(cases.Length)), new XAttribute("failures", Count(cases.Count(c => c.Element("failure") is not null))), new XAttribute("errors", Count(cases.Count(c => c.Element("error") is not null))),
            new XAttribute("skipped", Count(cases.Count(c => c.Element("skipped") is not null))), new XAttribute("time", Seconds(model.Steps.Sum(s => s.Seconds))),
            new XElement("properties", Properties(model).Where(p => p.Value.Length > 0).Select(p => new XElement("property", new XAttribute("name", p.Name), new XAttribute("value", p.Value)))),
            cases);

        IEnumerable<XElement> Cases(ModelReport report)
        {
            var left = report.Diagnostics.Where(d => d.Severity == "error" || d.Severity == "warning").ToList();
            foreach (var criterion in Criteria)
            {
                var own = left.Where(d => criterion.Codes.Any(n => d.Code == $"OB{n:0000}")).ToArray();
                left.RemoveAll(d => own.Contains(d));
                if (own.Length > 0 || criterion.IsAsked(report)) yield return Case(name, criterion.Name, Time(report), own.Select(d => Outcome("failure", d)));
            }
            // What is no criterion stopped the work, or is worth a word: a case of its own, so that nothing passes unseen.
            foreach (var other in left) yield return Case(name, Printable.Text(other.Code), "0", [Outcome("error", other)]);
            if (report is { Verdict: Verdict.Off, Metric: null, Diagnostics.Count: 0 }) yield return Case(name, "MaxDrop", Time(report), [new XElement("skipped", new XAttribute("message", "The gate is off."))]);
        }
    }

    static XElement Case(string model, string name, string time, IEnumerable<XElement> outcomes) =>
        new("testcase", new XAttribute("classname", model), new XAttribute("name", name), new XAttribute("time", time), outcomes.Take(1));

    /// <summary>A warning stops no build and so fails no test; it is told as output of a case that passed.</summary>
    static XElement Outcome(string kind, DiagnosticReport diagnostic) => diagnostic.Severity == "error"
        ? new(kind, new XAttribute("message", Printable.Text(diagnostic.Message)), new XAttribute("type", Printable.Text(diagnostic.Code)), $"{Printable.Text(diagnostic.Code)}: {Printable.Text(diagnostic.Message)}")
        : new("system-out", $"warning {Printable.Text(diagnostic.Code)}: {Printable.Text(diagnostic.Message)}");

    static XAttribute[] Sums(XElement[] suites) =>
        [.. new[] { "tests", "failures", "errors", "skipped" }.Select(n => new XAttribute(n, Count(suites.Sum(s => (int)s.Attribute(n)!)))), new("time", Seconds(suites.Sum(s => (double)s.Attribute("time")!)))];

    static IEnumerable<(string Name, string Value)> Properties(ModelReport model) =>
    [
        ("verdict",        Shown.Verdict(model.Verdict)),
        ("metric",         Printable.Text(model.Metric?.Name ?? "")),
        ("original",       model.Metric is { Unit: MetricUnit.Decibel, Original: double.PositiveInfinity } ? Figures.Exact : Number(model.Metric?.Original)),
        ("optimized",      Number(model.Metric?.Optimized)),
        ("loss",           Number(model.Metric?.Loss)),
        ("lossUpper",      Number(model.Metric?.LossUpper)),
        ("budget",         model.Metric is { Floor: null } ? Number(model.Metric.Budget) : ""),
        ("floor",          Number(model.Metric?.Floor)),
        ("confidence",     Number(model.Metric?.Confidence)),
        ("samples",        Number(model.Metric?.Samples)),
        ("calibrationSamples", Number(model.Data?.Calibration)),
        ("accepted",       Number(model.Baseline?.Value)),
        ("acceptedLoss",   Number(model.Baseline?.Loss)),
        ("acceptedLossUpper", Number(model.Baseline?.LossUpper)),
        ("acceptedBytes",  Number(model.Baseline?.Embedded)),
        ("originalBytes",  Number(model.Size?.Original)),
        ("optimizedBytes", Number(model.Size?.Optimized)),
        ("embeddedBytes",  Number(model.Size?.Embedded)),
        ("originalMs",     Number(model.Latency?.OriginalMs)),
        ("optimizedMs",    Number(model.Latency?.OptimizedMs)),
        ("speedup",        Number(model.Latency?.Speedup)),
    ];

    static string Time(ModelReport model) => Seconds(model.Steps.Where(s => s.Name == "validate").Sum(s => s.Seconds));

    static string Number(double? number) => number is { } n && double.IsFinite(n) ? n.ToString("R", CultureInfo.InvariantCulture) : "";

    static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    static string Seconds(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture);
}
