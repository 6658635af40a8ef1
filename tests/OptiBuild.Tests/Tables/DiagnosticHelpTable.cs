using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OptiBuild.Engine;

namespace OptiBuild.Tests.Tables;

public partial class DiagnosticHelpTable
{
    /// <summary>A line of an example that scrolls nowhere.</summary>
    const int WidestExample = 160;

    public static TheoryData<string> Codes => [.. Diagnostics.All.Select(d => d.Code)];

    public static TheoryData<string> Elements => [.. DiagnosticHelp.All.Where(r => r.Example.StartsWith('<')).Select(r => Diagnostic.CodeOf(r.Number))];

    [Fact]
    public void HasOneRowForEachDiagnosticInItsOrder() => Assert.Equal(Diagnostics.All.Select(d => d.Number), DiagnosticHelp.All.Select(r => r.Number).Order());

    /// <summary>One to four sentences each: more is a page that nobody reads while a build is broken.</summary>
    [Theory]
    [MemberData(nameof(Codes))]
    public void SaysWhyAndWhatToDoInAFewSentences(string code)
    {
        var help = DiagnosticHelp.Of(code)!;

        Assert.All([help.Why, help.Do], text =>
        {
            Assert.Matches(@"^[A-Z`].*\.$", text);
            Assert.InRange(Sentence().Count(text), 1, 5);
            Assert.DoesNotMatch("(?i)please|simply|just |sorry|oops|!", Code().Replace(text, ""));
        });
    }

    /// <summary>Who asks has read the text already.</summary>
    [Theory]
    [MemberData(nameof(Codes))]
    public void DoesNotRepeatTheText(string code)
    {
        var said = Words(Diagnostics.All.Single(d => d.Code == code).Text).ToHashSet();
        var told = Words(DiagnosticHelp.Of(code)!.Why).ToArray();

        Assert.InRange(told.Count(said.Contains) / (double)told.Length, 0, 0.6);
    }

    /// <summary>Markdown takes what stands outside for an element.</summary>
    [Theory]
    [MemberData(nameof(Codes))]
    public void AnglesStandInBackticks(string code)
    {
        var help = DiagnosticHelp.Of(code)!;

        Assert.All([help.Why, help.Do], text => Assert.DoesNotContain('<', Code().Replace(text, "")));
        Assert.All([help.Why, help.Do], text => Assert.Equal(0, text.Count(c => c == '`') % 2));
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public void ExamplesOfProjectFilesAreElementsWithOptionsThatExist(string code)
    {
        var example = DiagnosticHelp.Of(code)!.Example;
        var element = XElement.Parse(example);

        if (element.Name.LocalName == "OptimizeModel")
            Assert.All(element.Attributes().Where(a => a.Name.LocalName != "Include"), a => Assert.Equal(a.Value, Accepted(a)));
        else if (element.Name.LocalName.StartsWith("OptiBuild", StringComparison.Ordinal))
            Assert.Contains(element.Name.LocalName, ProjectPropertyRows.All.Select(r => r.Name));
        else
            Assert.Contains(element.Name.LocalName, new[] { "PackageReference", "Content", "NoWarn" });
    }

    [Fact]
    public void ExamplesAreSingleLinesThatFitAPage() =>
        Assert.All(DiagnosticHelp.All, r => Assert.InRange(r.Example.Contains('\n') ? int.MaxValue : r.Example.Length, 0, WidestExample));

    [Fact]
    public void ExamplesOfJsonAreJson() => Assert.All(DiagnosticHelp.All.Where(r => r.Example.StartsWith('{')), r => Assert.NotNull(JsonNode.Parse(r.Example)));

    /// <summary>Names of options and properties of ours, wherever they are written as code.</summary>
    [Theory]
    [MemberData(nameof(Codes))]
    public void PropertiesThatItNamesExist(string code)
    {
        var help = DiagnosticHelp.Of(code)!;
        var named = Property().Matches($"{help.Why} {help.Do} {help.Example}").Select(m => m.Value).ToHashSet();

        Assert.Subset(ProjectPropertyRows.All.Select(r => r.Name).Concat(OptionRows.All.Select(r => "OptiBuild" + r.Name)).ToHashSet(), named);
    }

    static string? Accepted(XAttribute option) => OptionRows.ByName[option.Name.LocalName].Set(Options.Default, option.Value) is null ? null : option.Value;

    static IEnumerable<string> Words(string text) => Word().Matches(text).Select(m => m.Value.ToLowerInvariant());

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\.(?= [A-Z`]|$)")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\bOptiBuild[A-Z]\w+")]
    private static partial Regex Property();

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();
}
