using System.Globalization;
using System.Text;

namespace OptiBuild.MSBuild;

/// <summary>Names of files, models and samples are hostile: nothing of theirs may break a line, color a terminal or start a CI system's command. The engine's rule; a test compares.</summary>
/// <remarks>GitHub takes "::error" at the beginning of a line and "##[" anywhere in it for a command, Azure Pipelines "##vso[" anywhere.</remarks>
static class Printable
{
    /// <summary>Control and format characters become U+FFFD, runs of "::" and "##" are split.</summary>
    public static string Of(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is ':' or '#' && clean.Length > 0 && clean[clean.Length - 1] == c) clean.Append(' ');
            var isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            if (!IsShown(CharUnicodeInfo.GetUnicodeCategory(text, i))) clean.Append('\uFFFD');
            else clean.Append(text, i, isPair ? 2 : 1);
            if (isPair) i++;
        }
        return clean.ToString();
    }

    /// <summary>Half of a pair shows nothing either.</summary>
    static bool IsShown(UnicodeCategory category) => category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);
}
