using System.Text;
using OptiBuild.Engine;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Tables;

/// <summary>The page with a section for each code is printed from the product's tables. With OPTIBUILD_README=write it is written anew instead of compared.</summary>
public class DiagnosticsPage
{
    static readonly string Page = Path.Combine(Assets.Repository!, "src", "OptiBuild.MSBuild", "diagnostics.md");

    [Fact]
    public void IsTheTables()
    {
        if (Environment.GetEnvironmentVariable("OPTIBUILD_README") == "write") File.WriteAllText(Page, Text());

        Assert.Equal(Text(), File.ReadAllText(Page).ReplaceLineEndings("\n"));
    }

    static string Text()
    {
        var page = new StringBuilder("""
            # Diagnostics of OptiBuild

            Every code with why it comes and what to do. `optibuild explain OB4002` says the same on a terminal. … stands for names and figures.


            """.ReplaceLineEndings("\n"));
        foreach (var row in Diagnostics.All) page.Append(Section(row, DiagnosticHelp.Of(row.Code)!));
        return page.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The heading is the anchor that links in the build's log name.</summary>
    static string Section(Diagnostic row, HelpRow help) =>
        $"## {row.Code}\n\n*{row.Severity.ToString().ToLowerInvariant()}*: {Escaped(row.Outline)}\n\n**Why it comes.** {help.Why}\n\n**What to do.** {help.Do}\n\n" + (help.Example.Length > 0 ? help.Fenced + "\n\n" : "");

    static string Escaped(string text) => text.Replace("<", "\\<").Replace("*", "\\*");
}
