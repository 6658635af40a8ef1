using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OptiBuild.Engine;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Tables;

public partial class DiagnosticsTable
{
    /// <summary>Numbers that once had a meaning and never get another one.</summary>
    static readonly int[] Retired = [];

    /// <summary>Numbers that the build of OptiBuild itself raises; users never see them.</summary>
    static readonly int[] OfThisRepository =
        [.. Sources("build", "*.cs", "*.targets").SelectMany(s => Code().Matches(s)).Select(m => int.Parse(m.Value.AsSpan(2), CultureInfo.InvariantCulture)).Distinct()];

    public static TheoryData<string> Codes => [.. Diagnostics.All.Select(d => d.Code)];

    [Fact]
    public void HasNoDuplicateCodes() => Assert.Equal([], Diagnostics.All.GroupBy(d => d.Code).Where(g => g.Count() > 1).Select(g => g.Key));

    /// <summary>What belongs together begins at a ten.</summary>
    [Fact]
    public void HasNoGaps()
    {
        var numbers = Diagnostics.All.Select(d => d.Number).Concat(Retired).Concat(OfThisRepository).ToHashSet();

        Assert.Equal([], numbers.Where(n => n % 1000 > 1 && n % 10 != 0 && !numbers.Contains(n - 1)));
    }

    [Fact]
    public void HasNoCodeOfTheRepositorysOwnBuild() => Assert.Equal([], Diagnostics.All.Select(d => d.Number).Intersect(OfThisRepository));

    [Fact]
    public void RetiredCodesStayRetired() => Assert.Equal([], Diagnostics.All.Select(d => d.Number).Intersect(Retired));

    [Theory]
    [MemberData(nameof(Codes))]
    public void TextUsesEveryArgument(string code)
    {
        var row = Row(code);
        var used = Place().Matches(row.Text).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct().Order();

        Assert.Equal(Enumerable.Range(0, row.GetType().GetGenericArguments().Length), used);
    }

    /// <summary>An argument at the end is a sentence itself.</summary>
    [Theory]
    [MemberData(nameof(Codes))]
    public void EndsWithAFullStop(string code) => Assert.Matches(@"(\.|[.:] \{\d\})$", Row(code).Text);

    [Theory]
    [MemberData(nameof(Codes))]
    public void SaysWhatHappenedNotHowItFeels(string code) =>
        Assert.DoesNotMatch("(?i)please|failed to|sorry|oops|exception|!", Row(code).Text);

    [Fact]
    public void IsListed() => Snapshot.Match(string.Join('\n', Diagnostics.All.Select(d => $"{d.Code} {d.Severity.ToString().ToLowerInvariant()} {d.Text}")));

    [Theory]
    [MemberData(nameof(Codes))]
    public void EveryCodeIsProvokedByATest(string code) => Assert.Contains(code, Provoked);

    [Fact]
    public void TestsProvokeNoUnknownCodes() => Assert.Equal([], Provoked.Except(Diagnostics.All.Select(d => d.Code)));

    /// <summary>What build files and tasks say themselves, before or without the engine.</summary>
    [Fact]
    public void CodesOfTheBuildFilesAreListed()
    {
        var sources = Sources("src/OptiBuild.MSBuild", "*.cs", "*.targets", "*.props");

        Assert.Equal([], sources.SelectMany(s => Code().Matches(s).Select(m => m.Value)).Distinct().Except(Diagnostics.All.Select(d => d.Code)));
    }

    [Fact]
    public void BuildFilesUseTheTablesTexts()
    {
        var errors = Sources("src/OptiBuild.MSBuild", "*.targets", "*.props").SelectMany(s => XDocument.Parse(s).Descendants())
            .Where(e => e.Name.LocalName is "Error" or "Warning" or "Complain" && e.Attribute("Code") is not null);

        Assert.All(errors, e => Assert.Equal(Row(e.Attribute("Code")!.Value).Text, Property().Replace(e.Attribute("Text")!.Value, "{0}")));
    }

    /// <summary>By attribute in this assembly, by text in the tests that build whole projects.</summary>
    static IReadOnlySet<string> Provoked { get; } = typeof(DiagnosticsTable).Assembly.GetTypes()
        .SelectMany(t => t.GetMethods()).Where(m => m.GetCustomAttribute<FactAttribute>() is not null)
        .SelectMany(m => m.GetCustomAttributes<ProvokesAttribute>()).Select(p => p.Code)
        .Concat(Sources("tests/OptiBuild.Package.Tests", "*.cs").SelectMany(s => Mark().Matches(s).Select(m => m.Groups[1].Value)))
        .ToHashSet();

    static Diagnostic Row(string code) => Diagnostics.All.Single(d => d.Code == code);

    static IEnumerable<string> Sources(string folder, params string[] patterns) =>
        patterns.SelectMany(p => Directory.EnumerateFiles(Path.Combine(Assets.Repository!, folder), p, SearchOption.AllDirectories)).Select(File.ReadAllText);

    /// <summary>A build file's argument. There is no text with two so far.</summary>
    [GeneratedRegex(@"\$\(\w+\)")]
    private static partial Regex Property();

    [GeneratedRegex(@"\{(\d+)\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\bOB\d{4}\b")]
    private static partial Regex Code();

    [GeneratedRegex("(?:Provokes|MustFailWith)\\(\"(OB\\d{4})\"\\)")]
    private static partial Regex Mark();
}
