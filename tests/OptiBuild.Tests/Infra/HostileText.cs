using System.Globalization;
using System.Text;

namespace OptiBuild.Tests.Infra;

/// <summary>What a model, a data file or a class may be called by somebody who wishes the build ill.</summary>
static class HostileText
{
    static readonly string[] Own =
    [
        "::error file=x::y", "  ::add-mask::a", "##vso[task.complete result=Failed]", "##[error]no", "####vso[x]", "x\r\n::error::y", "x\n##vso[task.complete]",
        "\u001b[31mred", "\u001b]8;;https://example.org\u0007link\u001b]8;;\u0007", "\u009b2J", "a\u202Eb\u2066c\u200Bd\uFEFFe\u2028f\u2029g\u0085h",
        "</script><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'-alert(1)-'", "<!--", "]]>", "<![CDATA[x", "&lt;b&gt;&#60;", "</style></title></svg></textarea>",
        "a|b", "`a`", "[x](javascript:alert(1))", "![x](https://example.org/x.png)", "<details>", "https://example.org/x", "www.example.org", "@everyone #1", "**a** __b__ ~~c~~ $d$", "> a", "# a", "- a", "1. a",
        string.Concat(Enumerable.Range(0, 32).Select(c => (char)c)), "\u007F\uFFFE\uFFFF\uFDD0", "\U0001FFFE\U000E0041\U0010FFFF", "=1+1", "=cmd|' /C calc'!A0", "+1", "@SUM(1)",
        "{0} {1:X} {", "%s %n $(x) @(y) %(z) %0A::error::", "\\", "\"", "*/ #error x", "../../../etc/passwd", "a=b", "😀é",
    ];

    /// <summary>Texts that a model file can hold: UTF-8.</summary>
    public static string[] Whole { get; } = [.. Own, new string('x', 100_000), string.Concat(Enumerable.Repeat("##vso[", 20_000))];

    /// <summary>And those that only a damaged file leads to.</summary>
    public static string[] All { get; } = [.. Whole, "half \uD83D of \uDE00 one"];

    /// <summary>Fails where a file that people read has a character that does not show, a command of a CI system, or a line of any length.</summary>
    public static void AssertHarmless(string text, int longestLine)
    {
        Assert.Equal("", string.Join(' ', text.EnumerateRunes().Where(IsHidden).Distinct().Select(r => $"U+{r.Value:X4}")));
        Assert.False(text.Contains("##vso[", StringComparison.Ordinal) || text.Contains("##[", StringComparison.Ordinal), "A command of Azure Pipelines.");
        foreach (var line in text.Split('\n'))
        {
            Assert.False(line.TrimStart().StartsWith("::", StringComparison.Ordinal), line);
            Assert.InRange(line.Length, 0, longestLine);
        }
    }

    static bool IsHidden(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value != '\n' && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
