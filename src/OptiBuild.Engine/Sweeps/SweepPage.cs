using System.Text;
using System.Xml.Linq;
using OptiBuild.Engine.Charts;
using OptiBuild.Engine.Reports.Pages;

namespace OptiBuild.Engine.Sweeps;

/// <summary>The sweep as one HTML file that needs nothing else: no script, no network.</summary>
public static class SweepPage
{
    const string Title = "What pruning and quantization cost, and what they bring";

    /// <summary>The page, and sweep.json beside it with its name.</summary>
    /// <exception cref="OptiBuildException">OB1005: a file cannot be written.</exception>
    public static void Write(Sweep sweep, string path)
    {
        WholeFile.Write(Figures(path), SweepJson.Bytes(sweep));
        WholeFile.Write(path, Encoding.UTF8.GetBytes(Html(sweep)));
    }

    /// <summary>Where the figures of a page lie.</summary>
    public static string Figures(string path) => Path.ChangeExtension(path, ".json");

    public static string Html(Sweep sweep)
    {
        var html = Root(sweep);
        Markup.Clean(html);
        return "<!DOCTYPE html>\n" + Joined(html.ToString(SaveOptions.DisableFormatting)).Replace("><", ">\n<", StringComparison.Ordinal) + "\n";
    }

    static XElement Root(Sweep sweep) => new("html", new XAttribute("lang", "en"),
        new XElement("head",
            new XElement("meta", new XAttribute("charset", "utf-8")),
            new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
            new XElement("title", Title),
            new XElement("style", SweepStyle.Css)),
        new XElement("body",
            new XElement("h1", Title),
            Intro(),
            sweep.Models.Count > 1 ? Contents(sweep) : null,
            sweep.Models.Select(Section),
            Foot(sweep)));

    /// <summary>A number and its unit stay on one line.</summary>
    static string Joined(string html) => Units.Aggregate(html, (text, unit) => text.Replace(" " + unit, "\u00A0" + unit, StringComparison.Ordinal));

    static readonly string[] Units = ["%", "MB", "kB", "ms", "pp"];

    static XElement Intro() => new("div", new XAttribute("class", "intro"),
        new XElement("p", "Each point below is one model file: made by OptiBuild with other settings, then measured on labelled samples that it was not fitted to."),
        new XElement("ul",
            Item("Pruning", "sets weights to zero. “50 % zeros” means that every second weight of the file is zero."),
            Item("Quantization", "stores weights in one byte instead of four, and computes with bytes: int8."),
            Item("4-bit blocks", "store the weights of products in half a byte each, with a scale for every 32 of them."),
            Item("Embedded size", "is what an app carries: the file after Brotli compression. The raw file is what it is unpacked to."),
            Item("auto", "is told only how much may be lost (MaxDrop) and chooses the rest; its points are named by that budget.")));

    static XElement Item(string word, string text) => new("li", new XElement("b", word), " " + text);

    static XElement Contents(Sweep sweep) => new("p", new XAttribute("class", "contents"), "On this page: ",
        sweep.Models.Select((m, i) => new object[] { i > 0 ? ", " : "", new XElement("a", new XAttribute("href", $"#m{i + 1}"), Name(m)) }));

    static XElement Section(SweptModel model, int index) => new("section",
        new XElement("h2", new XAttribute("id", $"m{index + 1}"), Name(model)),
        new XElement("ul", new XAttribute("class", "said"), SweepSentences.Of(model).Select(s => Item(s.Head, s.Text))),
        new XElement("p", new XAttribute("class", "legend"), SweepCharts.Legend(model).Select(s => new XElement("span", ChartSvg.Key(s), s.Name))),
        new XElement("div", new XAttribute("class", "charts"), SweepCharts.Of(model).Select(f => new XElement("figure",
            new XElement("h3", Capital(f.Chart.Title)), ChartSvg.Of(f.Chart), new XElement("figcaption", f.Caption)))),
        SweepTable.Of(model));

    static XElement Foot(Sweep sweep)
    {
        var machines = sweep.Models.Select(m => $"{m.Environment.Cpu}, {m.Environment.Os}, ONNX Runtime {m.Environment.OnnxRuntime}").Distinct();
        return new("footer",
            new XElement("p", "All settings were measured on the same samples. Whoever picks the best of many points picks some luck with it: certify the setting you choose with a gate on samples of its own."),
            new XElement("p", $"Made by {sweep.Tool.Name} {sweep.Tool.Version}. Measured on {Printable.Of(string.Join("; ", machines))}. Times differ from run to run; nothing else does."));
    }

    static string Name(SweptModel model) => Printable.Of(Path.GetFileNameWithoutExtension(model.Model.Replace('\\', '/')));

    static string Capital(string text) => string.Concat(text[..1].ToUpperInvariant(), text[1..]);
}
