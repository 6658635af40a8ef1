using System.Globalization;
using System.Text;

namespace OptiBuild.Engine;

/// <summary>Strings from models and data are hostile: nothing of theirs may break a line, color a terminal or start a CI command.</summary>
public static class Printable
{
    const int Longest = 300;

    public static object Of(object argument) => argument switch
    {
        string text => Of(text),
        _           => argument,
    };

    /// <summary>Control and format characters become U+FFFD, runs of "::" and "##" are split, long text is cut in the middle.</summary>
    public static string Of(string text)
    {
        if (text.Length > Longest) text = string.Concat(text.AsSpan(0, Longest / 2), " … ", text.AsSpan(text.Length - Longest / 2));
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is ':' or '#' && clean.Length > 0 && clean[^1] == rune.Value) clean.Append(' ');
            clean.Append(IsShown(rune) ? rune.ToString() : "\uFFFD");
        }
        return clean.ToString();
    }

    /// <summary>For files that are no logs: control and format characters become U+FFFD, all else stays.</summary>
    public static string Characters(string text) => string.Concat(text.EnumerateRunes().Select(r => IsShown(r) ? r.ToString() : "\uFFFD"));

    static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
