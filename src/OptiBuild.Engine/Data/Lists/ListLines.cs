using System.Globalization;

namespace OptiBuild.Engine.Data.Lists;

/// <summary>Lines "path label", separated by a tab, a comma, a semicolon or spaces; quotes around a path that has such inside.</summary>
static class ListLines
{
    static readonly char[] Separators = ['\t', ',', ';', ' '];

    /// <exception cref="OptiBuildException">OB3003, OB3004, OB3041.</exception>
    public static IEnumerable<ListLine> Read(string place)
    {
        using var lines = new TextLines(place);
        while (lines.Next() is { } line)
            if (line.Trim() is { Length: > 0 } text && text[0] != '#')
                yield return Parse(text, string.Create(CultureInfo.InvariantCulture, $"{Places.Name(place)}, line {lines.Number}"));
    }

    static ListLine Parse(string text, string origin)
    {
        var end = text[0] == '"' ? text.IndexOf('"', 1) : text.IndexOfAny(Separators);
        if (text[0] == '"' && end < 2) throw new OptiBuildException(Diagnostics.LineInvalid.With(origin, "has a quote that is not closed, or nothing in quotes"));
        var path = text[0] == '"' ? text[1..end] : end < 0 ? text : text[..end];
        var rest = end < 0 ? "" : text[(text[0] == '"' ? end + 1 : end)..].Trim(Separators);
        if (path.Length == 0) throw new OptiBuildException(Diagnostics.LineInvalid.With(origin, "names no file"));
        if (rest.Length > 1 && rest[0] == '"' && rest[^1] == '"') rest = rest[1..^1];
        return new ListLine(path, rest.Length > 0 ? rest : null, origin);
    }
}
