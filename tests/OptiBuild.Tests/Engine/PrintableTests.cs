using OptiBuild.Engine;

namespace OptiBuild.Tests.Engine;

public class PrintableTests
{
    [Theory]
    [InlineData("plain text, größe, 日本, 🙂")]
    [InlineData("a:b #1")]
    [InlineData("")]
    public void LeavesOrdinaryTextAlone(string text) => Assert.Equal(text, Printable.Of(text));

    [Theory]
    [InlineData("a\nb", "a\uFFFDb")]
    [InlineData("a\r\nb", "a\uFFFD\uFFFDb")]
    [InlineData("\u001b[31mred", "\uFFFD[31mred")]
    [InlineData("nul\0", "nul\uFFFD")]
    [InlineData("c1\u0085\u009b", "c1\uFFFD\uFFFD")]
    [InlineData("line\u2028 paragraph\u2029", "line\uFFFD paragraph\uFFFD")]
    [InlineData("right-to-left \u202e override", "right-to-left \uFFFD override")]
    [InlineData("zero\u200bwidth", "zero\uFFFDwidth")]
    [InlineData("tag \U000E0041", "tag \uFFFD")]
    public void ReplacesWhatBreaksALineOrATerminal(string text, string shown) => Assert.Equal(shown, Printable.Of(text));

    [Theory]
    [InlineData("::error file=x::", ": :error file=x: :")]
    [InlineData("##vso[task.complete]", "# #vso[task.complete]")]
    [InlineData(":::error", ": : :error")]
    [InlineData("###vso[x]", "# # #vso[x]")]
    [InlineData("::::", ": : : :")]
    public void SplitsTheCommandsOfBuildServers(string text, string shown) => Assert.Equal(shown, Printable.Of(text));

    [Fact]
    public void CutsLongTextInTheMiddle()
    {
        var shown = Printable.Of(new string('a', 500) + new string('b', 500));

        Assert.Equal(new string('a', 150) + " … " + new string('b', 150), shown);
    }

    [Fact]
    public void ReplacesHalvesOfCharacters() => Assert.Equal("lone \uFFFD surrogate", Printable.Of("lone \ud83d surrogate"));

    [Fact]
    public void NeverShowsHalfACharacter()
    {
        var shown = Printable.Of("x" + string.Concat(Enumerable.Repeat("🙂", 400)) + "y");

        Assert.All(shown.EnumerateRunes(), rune => Assert.Contains(rune.ToString(), (string[])["x", "y", "🙂", " ", "…", "\uFFFD"]));
        Assert.Equal(shown, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(shown)));
    }

    [Fact]
    public void KeepsNumbersAsTheyAre() => Assert.Equal(12, Printable.Of((object)12));

    [Fact]
    public void EveryFindingIsOneLine()
    {
        var finding = Diagnostics.ModelMissing.With("a\r\n::error::b\u001b[2J.onnx");

        Assert.Equal("x : error OB1001: Model 'a\uFFFD\uFFFD: :error: :b\uFFFD[2J.onnx' does not exist. Correct the Include of <OptimizeModel>.", finding.ToLine("x"));
    }
}
