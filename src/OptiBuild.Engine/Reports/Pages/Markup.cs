using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>Elements of a page. Whatever comes from models is text, which writing escapes, and loses the characters that no file should have.</summary>
static partial class Markup
{
    static readonly string[] Void = ["meta", "wbr"];

    /// <summary>Sorted behind every figure: what has none.</summary>
    const double None = -1e300;

    /// <summary>Lines in them are ours.</summary>
    static readonly string[] OwnText = ["style", "script", "pre"];

    /// <summary>Paths of pictures, as long as they must be.</summary>
    static readonly string[] Drawn = ["d", "points"];

    /// <param name="style">Classes; empty for none.</param>
    public static XElement Tag(string name, string style, params object?[] content)
    {
        var element = new XElement(name, style.Length > 0 ? new XAttribute("class", style) : null, content);
        // XML would write <td />, which HTML reads as a start without an end.
        if (!element.Nodes().Any() && !Void.Contains(name)) element.Add("");
        return element;
    }

    public static XElement Paragraph(params object?[] content) => Tag("p", "", content);

    /// <summary>A name from a model; long paths break behind their slashes.</summary>
    public static IEnumerable<object> Name(string name)
    {
        var parts = name.Split('/');
        return parts.SelectMany((part, i) => i < parts.Length - 1 ? new object[] { part + "/", Tag("wbr", "") } : [part]);
    }

    public static XAttribute Id(string id) => new("id", id);

    public static XAttribute Tip(string text) => new("title", text);

    /// <summary>A number that rows are sorted by, with digits enough to tell apart what looks equal.</summary>
    public static XAttribute Sort(double value) => new("data-v", (double.IsFinite(value) ? value : None).ToString("G6", CultureInfo.InvariantCulture));

    /// <summary>Filled to a share of its width between 0 and 1.</summary>
    public static XElement Bar(string style, double share) =>
        Tag("span", "bar " + style, new XAttribute("style", $"--w:{Number(100 * Math.Clamp(double.IsFinite(share) ? share : 0, 0, 1))}"), new XAttribute("aria-hidden", "true"));

    /// <summary>A heading with what belongs below it; null where there is nothing to show.</summary>
    public static XElement? Part(string title, string lead, params object?[] content) => content.All(c => c is null) ? null
        : Tag("section", "part", Tag("h3", "", title), lead.Length > 0 ? Tag("p", "lead", lead) : null, content);

    /// <summary>A column's head stands above its cells, numbers' heads on the right; bars go where there is no room.</summary>
    public static XElement Table(string style, IReadOnlyList<string> head, IEnumerable<XElement> rows)
    {
        var all = rows.ToArray();
        var first = all.Length > 0 ? all[0].Elements().ToArray() : [];
        return Tag("div", "wide", new XAttribute("tabindex", "0"), Tag("table", style,
            Tag("thead", "", Tag("tr", "", head.Select((h, i) => Tag("th", i < first.Length ? Style(first[i]) : "", new XAttribute("scope", "col"), h)))),
            Tag("tbody", "", all)));
    }

    /// <summary>num or pair, as the cells below.</summary>
    static string Style(XElement cell) => new[] { "num", "pair" }.FirstOrDefault(s => ((string?)cell.Attribute("class"))?.StartsWith(s, StringComparison.Ordinal) == true) ?? "";

    public static XElement Row(params object?[] cells) => Tag("tr", "", cells);

    public static XElement Head(params object?[] content) => Tag("th", "", [new XAttribute("scope", "row"), .. content]);

    public static XElement Cell(params object?[] content) => Tag("td", "", content);

    public static XElement Figure(double sort, params object?[] content) => Tag("td", "num", [Sort(sort), .. content]);

    public static XElement More(string summary, params object?[] content) => Tag("details", "", [Tag("summary", "", summary), .. content]);

    /// <summary>The file: a number and its unit stay on one line.</summary>
    public static string Document(XElement html)
    {
        Clean(html);
        return "<!DOCTYPE html>\n" + NumberAndUnit().Replace(html.ToString(SaveOptions.DisableFormatting), "$1\u00A0").Replace("><", ">\n<", StringComparison.Ordinal) + "\n";
    }

    /// <summary>Once for the whole page, so that no part can forget it.</summary>
    public static void Clean(XElement html)
    {
        foreach (var text in html.DescendantNodes().OfType<XText>().Where(t => !OwnText.Contains(t.Parent!.Name.LocalName))) text.Value = Printable.Text(text.Value);
        foreach (var attribute in html.DescendantsAndSelf().Attributes().Where(a => !Drawn.Contains(a.Name.LocalName))) attribute.Value = Printable.Text(attribute.Value);
    }

    public static string Number(double value) => (Math.Round(value, 3, MidpointRounding.ToEven) + 0.0).ToString("0.###", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\d) (?=(%|MB|kB|ms|pp|dB|s|bits?)\b|%)")]
    private static partial Regex NumberAndUnit();
}
