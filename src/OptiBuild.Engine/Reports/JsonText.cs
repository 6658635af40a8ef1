using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace OptiBuild.Engine.Reports;

/// <summary>How JSON for programs writes text: as it is, and readable. What no terminal and no CI system should meet is escaped, and so comes back unchanged.</summary>
static class JsonText
{
    /// <summary>ASCII's letters and all others; no markup, no character that is not shown, and no '#', two of which begin a command of Azure Pipelines.</summary>
    public static JavaScriptEncoder Encoder { get; } = JavaScriptEncoder.Create(Allowed());

    static TextEncoderSettings Allowed()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        settings.ForbidCharacters(['#', .. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format)]);
        return settings;
    }
}
