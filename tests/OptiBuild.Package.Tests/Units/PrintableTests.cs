using OptiBuild.MSBuild;

namespace OptiBuild.Package.Tests.Units;

/// <summary>The task's rule is the engine's, which it cannot reference.</summary>
public class PrintableTests
{
    [Theory]
    [InlineData("plain → ü 😀 a:b c#d")]
    [InlineData("::error file=a::b")]
    [InlineData("  ::set-output")]
    [InlineData("a ##vso[task.setvariable] ##[error]")]
    [InlineData(":::::: ######")]
    [InlineData("a\r\nb\u0085c\u2028d\u2029e\0f\u001b[31mg\u007f")]
    [InlineData("a\u202Eb\u200Bc\uFEFFd\u00ADe")]
    [InlineData("\U000E0001 tags \U000E0041")]
    [InlineData("a\uFFFEb\uFFFFc\uFDD0d\U0001FFFFe")]
    [InlineData("")]
    public void ChangesWhatTheEngineChanges(string text) => Assert.Equal(Engine.Printable.Of(text), Printable.Of(text));

    /// <summary>Halves of pairs, in any place.</summary>
    [Fact]
    public void ShowsNoHalfOfACharacter() =>
        Assert.Equal("\uFFFDa\uFFFD\uFFFD😀\uFFFD", Printable.Of("\uD83Da\uDE00\uD83D\uD83D\uDE00\uDE00"));

    /// <summary>What native code says may have any length; the engine has cut what it says itself.</summary>
    [Fact]
    public void CutsOnlyWhatIsLongerThanAnyMessage()
    {
        Assert.Equal(new string('a', 5000), Printable.Of(new string('a', 5000)));
        Assert.Equal(new string('a', 2500) + " … " + new string('b', 2500), Printable.Of(new string('a', 50_000) + new string('b', 50_000)));
    }
}
