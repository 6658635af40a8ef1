using OptiBuild.Cli.Commands;
using OptiBuild.Cli.Talk;
using OptiBuild.Engine;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Cli;

public class ExplainTests
{
    const int Width = 60;

    [Theory]
    [InlineData("OB4002")]
    [InlineData("ob4002")]
    [InlineData("4002")]
    public void CodesAreFoundHoweverTheyAreWritten(string asked) => Assert.Equal("OB4002", ExplainCommand.Find(asked).Code);

    [Fact]
    public void SmallNumbersNeedNoZeros() => Assert.Equal("OB0005", ExplainCommand.Find("5").Code);

    [Fact]
    public void SaysTheTextWhyAndWhatToDo()
    {
        var outcome = Tool.Run("explain", "OB4003");

        var row = DiagnosticHelp.Of("OB4003")!;
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.StartsWith("OB4003 error:\n  …: … validation samples cannot prove MaxDrop=…", outcome.Output.ReplaceLineEndings("\n"));
        Assert.Contains($"what to do: {DiagnosticHelp.Plain(row.Do)} {row.Example}", OneLine(outcome.Output));
        Assert.Contains($"why it comes: {DiagnosticHelp.Plain(row.Why)}", OneLine(outcome.Output));
    }

    [Fact]
    public void LinesFitTheTerminalAndExamplesStayWhole()
    {
        var output = new StringWriter { NewLine = "\n" };

        ExplainCommand.Explain(Diagnostics.AccuracyDropped, output, Width);

        var example = DiagnosticHelp.Of("OB4001")!.Example;
        Assert.Contains($"\n  {example}\n", output.ToString());
        Assert.All(output.ToString().Split('\n').Where(l => l.Trim() != example), l => Assert.InRange(l.Length, 0, Width));
    }

    [Fact]
    public void WithoutACodeAllAreListed()
    {
        var outcome = Tool.Run("explain");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.All(Diagnostics.All, d => Assert.Contains($"{d.Code} {d.Severity.ToString().ToLowerInvariant()} {d.Outline}", OneLine(outcome.Output)));
    }

    [Theory]
    [InlineData("OB9999")]
    [InlineData("OB-1")]
    [InlineData("CS0103")]
    [InlineData("99999999999")]
    [InlineData("")]
    [Provokes("OB1002")]
    public void OtherCodesAreRefused(string code)
    {
        var outcome = Tool.Run("explain", code);

        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Equal($"optibuild : error OB1002: '{code}' is not a value of code. Valid values are those that 'optibuild explain' lists.", outcome.Error.Trim());
    }

    [Fact]
    public void WordsLongerThanALineStayWhole()
    {
        var output = new StringWriter { NewLine = "\n" };

        Wrapped.Write(output, "> ", "a supercalifragilistic word or two", 12);

        Assert.Equal("> a\n  supercalifragilistic\n  word or\n  two\n", output.ToString());
    }

    static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
