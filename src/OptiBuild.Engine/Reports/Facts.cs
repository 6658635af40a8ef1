using System.Globalization;
using System.Text;

namespace OptiBuild.Engine.Reports;

/// <summary>What later builds and the generated class need to know of a result: lines <c>Name=value</c>, the same bytes for the same result.</summary>
public static class Facts
{
    public static string Text(ModelReport report, CompressionMode compression)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in Lines(report, compression)) text.Append(name).Append('=').Append(value).Append('\n');
        return text.ToString();
    }

    /// <summary>Facts that were not measured are left out; the order never changes.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Lines(ModelReport report, CompressionMode compression)
    {
        (string Name, string? Value)[] lines =
        [
            ("OriginalBytes",      Invariant(report.Size?.Original)),
            ("OptimizedBytes",     Invariant(report.Size?.Optimized)),
            ("EmbeddedBytes",      Invariant(report.Size?.Embedded)),
            ("Compression",        compression == CompressionMode.Brotli && report.Size?.WeightsFile is null ? "brotli" : "none"),
            ("SourceSha256",       report.Hashes?.Model),
            ("OptimizedSha256",    report.Hashes?.Output),
            ("Verdict",            report.Verdict.ToString().ToLowerInvariant()),
            ("MetricName",         report.Metric?.Name),
            ("MetricOriginal",     Invariant(report.Metric?.Original)),
            ("MetricOptimized",    Invariant(report.Metric?.Optimized)),
            ("Loss",               Invariant(report.Metric?.Loss)),
            ("LossUpper",          Invariant(report.Metric?.LossUpper)),
            ("Confidence",         Invariant(report.Metric?.Confidence)),
            ("Budget",             Invariant(report.Metric?.Budget)),
            ("Samples",            Invariant(report.Metric?.Samples)),
            ("Broken",             Invariant(report.Metric?.Broken)),
            ("Repaired",           Invariant(report.Metric?.Repaired)),
            ("Agreement",          Invariant(report.Metric?.Agreement)),
            ("OnnxRuntimeVersion", report.Environment?.OnnxRuntime),
            .. (report.Data?.ClassNames ?? []).Select(n => ("ClassName", (string?)Encoded(n))),
            .. (report.Metric?.Classes ?? []).Select(c => ("Class", (string?)Class(c))),
            .. (report.Interface?.Inputs ?? []).Select(p => ("Input", (string?)Port(p))),
            .. (report.Interface?.Outputs ?? []).Select(p => ("Output", (string?)Port(p))),
        ];
        return lines.Where(l => l.Value is not null).Select(l => KeyValuePair.Create(l.Name, Encoded(l.Value!, keep: '|')));
    }

    static string Port(PortReport port) =>
        $"{Encoded(port.Name)}|{Encoded(port.Type)}|{string.Join(',', port.Shape.Select(Encoded))}";

    static string Class(ClassReport one) => $"{Encoded(one.Name)}|{Invariant(one.Original)}|{Invariant(one.Optimized)}";

    static string Encoded(string text) => Encoded(text, keep: null);

    /// <remarks>Names come from the model: what would end a line or a part of one is written as %XX, and % itself with it.</remarks>
    static string Encoded(string text, char? keep)
    {
        if (!text.Any(c => Ends(c, keep))) return text;
        return string.Concat(text.Select(c => Ends(c, keep) ? string.Create(CultureInfo.InvariantCulture, $"%{(int)c:X2}") : c.ToString()));
    }

    static bool Ends(char c, char? keep) => keep is null ? char.IsControl(c) || c is '|' or '%' or ',' : char.IsControl(c);

    static string? Invariant(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture);
}
