using System.Text.RegularExpressions;
using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Runtimes;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Tables;

/// <summary>The README's tables are printed from the product's. With OPTIBUILD_README=write they are written anew instead of compared.</summary>
public class ReadmeTables
{
    static readonly string Readme = Path.Combine(Assets.Repository!, "README.md");

    static readonly Dictionary<string, Func<string>> Tables = new()
    {
        ["options"]     = Options,
        ["properties"]  = Properties,
        ["diagnostics"] = Codes,
        ["formats"]     = FormatRows,
        ["metrics"]     = MetricTable,
        ["operators"]   = Operators,
        ["reports"]     = ReportTable,
        ["runtimes"]    = RuntimeTable,
    };

    public static TheoryData<string> Names => [.. Tables.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void TableIsTheProducts(string name)
    {
        var text = File.ReadAllText(Readme).ReplaceLineEndings("\n");
        var part = new Regex($"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", RegexOptions.Singleline);
        Assert.True(part.IsMatch(text), $"README.md has no <!-- {name} --> … <!-- /{name} -->.");
        if (Environment.GetEnvironmentVariable("OPTIBUILD_README") == "write")
            File.WriteAllText(Readme, text = part.Replace(text, _ => Tables[name](), 1));

        Assert.Equal(Tables[name](), part.Match(text).Value);
    }

    static string Options() => Table(["option", "default", "values", "meaning"], OptionRows.All.Select(r => new[] { $"`{r.Name}`", r.Default.Length > 0 ? $"`{r.Default}`" : "", r.Values, r.Meaning }));

    static string Properties() => Table(["property", "default", "values", "meaning"], ProjectPropertyRows.All.Select(r => new[] { $"`{r.Name}`", r.Default, r.Values, r.Meaning }));

    static string Codes() => Table(["code", "", "text"], Diagnostics.All.Select(d => new[] { d.Code, d.Severity.ToString().ToLowerInvariant(), d.Outline.Replace("<", "\\<") }));

    static string FormatRows() => Table(["format", "recognized by", "holds"], Formats.All.Select(f => new[] { f.Name, f.Recognized, f.Holds }));

    static string MetricTable() => Table(["metric", "argument", "better", "labels", "is"], MetricRows.All.Select(m => new[]
    {
        $"`{m.Name}`", m.Arguments, m.Direction == Direction.HigherIsBetter ? "higher" : "lower", m.Needs.ToString().ToLowerInvariant(), m.Formula,
    }));

    static string ReportTable() => Table(["form", "file", "for"], ReportForms.All.Select(f => new[] { $"`{f.Name}`", $"`report{f.Extension}`", f.For }));

    static string RuntimeTable() => Table(["ONNX Runtime", "newest opset", "newest file format", "operators of its own that OptiBuild writes"], RuntimeRows.All.Select(r => new[]
    {
        r.Name, $"{r.Opset}", $"{r.Ir}", string.Join(", ", RuntimeRows.All.TakeWhile(e => e != r).Append(r).SelectMany(e => e.Operators)),
    }));

    static string Operators() => Table(["operators", "how they run"], OpRules.All.GroupBy(How).Select(g => new[] { string.Join(", ", g.Select(r => r.Op)), g.Key }));

    static readonly OptiBuild.Onnx.Node Anything = new OptiBuild.Onnx.Graph("any").AddNode("Identity");

    static string How(OpRule rule) => rule switch
    {
        Weighted => "int8 weights per output channel, uint8 activations",
        Computes => "int8 arithmetic between quantized neighbours",
        Moves    => "move int8 values, share the parameters of their input",
        Bounded  => "int8 with a range known in advance",
        Follows  => "inside the kernel of their producer",
        Dynamic  => "int8 weights, uint8 activations whose scale is taken in each run, by an operator of ONNX Runtime's own, where that is faster",
        Stores   => "weights stored as int8, computed in float",
        Reads    => "read int8 values",
        Stays    => $"float: {rule.Declines(Anything)}",
        _        => throw new InvalidOperationException($"No words for {rule.GetType().Name}."),
    };

    static string Table(string[] head, IEnumerable<string[]> rows)
    {
        var lines = rows.Select(Line).Prepend(Line([.. head.Select(_ => "---")])).Prepend(Line(head));
        return string.Concat(lines.Select(l => l + "\n"));
    }

    static string Line(string[] cells) => $"| {string.Join(" | ", cells.Select(c => c.Replace("|", "\\|")))} |".Replace("  ", " ");
}
