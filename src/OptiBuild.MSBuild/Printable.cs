using System.Globalization;
using System.Text;

namespace OptiBuild.MSBuild;

/// <summary>Names of files, models and samples are hostile: nothing of theirs may break a line, color a terminal or start a CI system's command. The engine's rule; a test compares.</summary>
/// <remarks>GitHub takes "::error" at the beginning of a line and "##[" anywhere in it for a command, Azure Pipelines "##vso[" anywhere.</remarks>
static class Printable
{
    /// <summary>Whole messages and the longest paths fit; what native code says need not.</summary>
    const int Longest = 5000;

    /// <summary>Control and format characters become U+FFFD, runs of "::" and "##" are split, very long text is cut in the middle.</summary>
    public static string Of(string text)
    {
        if (text.Length > Longest) text = text.Substring(0, Longest / 2) + " … " + text.Substring(text.Length - Longest / 2);
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is ':' or '#' && clean.Length > 0 && clean[clean.Length - 1] == c) clean.Append(' ');
            var isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            if (!IsShown(CharUnicodeInfo.GetUnicodeCategory(text, i)) || IsNoCharacter(isPair ? char.ConvertToUtf32(text, i) : c)) clean.Append('\uFFFD');
            else clean.Append(text, i, isPair ? 2 : 1);
            if (isPair) i++;
        }
        return clean.ToString();
    }

    /// <summary>Half of a pair shows nothing either.</summary>
    static bool IsShown(UnicodeCategory category) => category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);

    static bool IsNoCharacter(int code) => (code & 0xFFFE) == 0xFFFE || code is >= 0xFDD0 and <= 0xFDEF;
}
