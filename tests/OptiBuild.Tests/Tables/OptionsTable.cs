using System.Reflection;
using OptiBuild.Engine;

namespace OptiBuild.Tests.Tables;

public class OptionsTable
{
    public static TheoryData<string> Names => [.. OptionRows.All.Select(r => r.Name)];

    [Fact]
    public void NamesAreUnique() => Assert.Equal(OptionRows.All.Length, OptionRows.All.Select(r => r.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Theory]
    [MemberData(nameof(Names))]
    public void NameIsPascalCaseAndItsSwitchKebabCase(string name)
    {
        Assert.Matches("^([A-Z][a-z0-9]*)+$", name);
        Assert.Matches("^--[a-z0-9]+(-[a-z0-9]+)*$", Row(name).Switch);
        Assert.Equal(name.ToLowerInvariant(), Row(name).Switch.Replace("-", ""));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void DefaultIsAValue(string name)
    {
        var row = Row(name);

        Assert.True(row.Default.Length == 0 || row.Set(Options.Default, row.Default) == Options.Default, $"{name}={row.Default}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void MeaningIsASentence(string name) => Assert.Matches(@"^\S.*\.$", Row(name).Meaning);

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryListedNameIsAValue(string name)
    {
        var row = Row(name);
        var listed = row.Values.Split(", ");

        if (listed.Length > 2 || row.Default.Length > 0 && listed.Contains(row.Default))
            Assert.All(listed, v => Assert.True(row.Set(Options.Default, v) is not null, v));
        else
            Assert.DoesNotContain(row.Default, listed.Skip(1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void IsAPropertyOfOptions(string name) => Assert.NotNull(typeof(Options).GetProperty(name) ?? Settable.FirstOrDefault(p => name.StartsWith(p.Name, StringComparison.Ordinal)));

    [Fact]
    public void EveryPropertyHasARow() =>
        Assert.Equal([], Settable.Select(p => p.Name).Where(p => !OptionRows.All.Any(r => r.Name.StartsWith(p, StringComparison.Ordinal))));

    [Theory]
    [InlineData("Gate", "sometimes")]
    [InlineData("MaxDrop", "-1pp")]
    [InlineData("Confidence", "50%")]
    [InlineData("Confidence", "100%")]
    [InlineData("Confidence", "95")]
    [InlineData("Sparsity", "100%")]
    [InlineData("Resize", "224")]
    [InlineData("Resize", "0x224")]
    [InlineData("Std", "0")]
    [InlineData("Scale", "1/0")]
    [InlineData("MinSpeedup", "fast")]
    [InlineData("ClassName", "1st")]
    [InlineData("Namespace", "A..B")]
    [Provokes("OB1002")]
    public void OtherTextsAreRefused(string name, string text)
    {
        var finding = Assert.Throws<OptiBuildException>(() => Options.From([KeyValuePair.Create(name, text)])).Finding;

        Assert.Equal("OB1002", finding.Diagnostic.Code);
        Assert.StartsWith($"'{text}' is not a value of {name}. Valid values are ", finding.Message);
    }

    [Fact]
    [Provokes("OB1006")]
    public void UnknownNameIsRefused()
    {
        var finding = Assert.Throws<OptiBuildException>(() => Options.From([KeyValuePair.Create("MaxDorp", "1pp")])).Finding;

        Assert.Equal("OB1006", finding.Diagnostic.Code);
        Assert.StartsWith("'MaxDorp' is not an option.", finding.Message);
    }

    [Fact]
    public void EmptyTextMeansNotSet() => Assert.Equal(Options.Default.MaxDrop, Options.From([KeyValuePair.Create("MaxDrop", "  ")]).MaxDrop);

    static IEnumerable<PropertyInfo> Settable => typeof(Options).GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.SetMethod is { IsPublic: true });

    static OptionRow Row(string name) => OptionRows.ByName[name];
}
