using System.Globalization;
using System.Text;

namespace OptiBuild.MSBuild;

/// <summary>Texts on their way into items, which MSBuild takes for written in a project file: "%20" there is a space, ';' an end.</summary>
static class MSBuildText
{
    const string Special = "%*?@$();'";

    public static string Escaped(string text)
    {
        if (text.IndexOfAny([.. Special]) < 0) return text;
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
            if (Special.IndexOf(c) >= 0) escaped.Append('%').Append(((int)c).ToString("x2", CultureInfo.InvariantCulture));
            else escaped.Append(c);
        return escaped.ToString();
    }
}
