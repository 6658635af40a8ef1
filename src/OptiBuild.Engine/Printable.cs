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
        foreach (var c in text)
            clean.Append(CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate && !char.IsSurrogate(c) ? '\uFFFD' : c);
        return clean.ToString().Replace("::", ": :", StringComparison.Ordinal).Replace("##", "# #", StringComparison.Ordinal);
    }
}
