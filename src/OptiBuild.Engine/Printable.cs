using System.Globalization;
using System.Text;

namespace OptiBuild.Engine;

/// <summary>Strings from models and data are hostile: nothing of theirs may break a line, color a terminal or start a CI command.</summary>
public static class Printable
{
    const int Longest = 300, LongestInFiles = 2000, LongestPath = 4096;

    public static object Of(object argument) => argument switch
    {
        string text => Of(text),
        _           => argument,
    };

    /// <summary>Control and format characters become U+FFFD, runs of "::" and "##" are split, long text is cut in the middle.</summary>
    public static string Of(string text) => Clean(Cut(text, Longest), split: ":#");

    /// <summary>For files that people read, or that a CI system may show: the same, with room for whole messages, and "::" stays, which means something only where a line begins.</summary>
    public static string Text(string text) => Clean(Cut(text, LongestInFiles), split: "#");

    /// <summary>Control and format characters become U+FFFD; of all else as much stays as a path may have on Linux.</summary>
    public static string Characters(string text) => Clean(Cut(text, LongestPath), split: "");

    /// <summary>Several lines, each for itself.</summary>
    public static IEnumerable<string> Lines(string text) => text.Split('\n').Select(l => Of(l.TrimEnd('\r')));

    static string Cut(string text, int most) => text.Length <= most ? text : string.Concat(text.AsSpan(0, most / 2), " … ", text.AsSpan(text.Length - most / 2));

    static string Clean(string text, string split)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length > 0 && clean[^1] == rune.Value && split.Contains(clean[^1], StringComparison.Ordinal)) clean.Append(' ');
            clean.Append(IsShown(rune) ? rune.ToString() : "\uFFFD");
        }
        return clean.ToString();
    }

    /// <summary>XML has no place for what will never be a character either (U+FFFE).</summary>
    static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) && !IsNoCharacter(rune.Value);

    /// <summary>https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-23/#G12612</summary>
    static bool IsNoCharacter(int code) => (code & 0xFFFE) == 0xFFFE || code is >= 0xFDD0 and <= 0xFDEF;
}
