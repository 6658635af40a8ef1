using System.Globalization;
using System.Text;

namespace OptiBuild.MSBuild;

/// <summary>JSON as far as the task needs it: texts, and objects whose values are not objects. A library would be one more assembly inside MSBuild.</summary>
static class FlatJson
{
    /// <summary>The text in quotes; what is not ASCII or could end a line is escaped.</summary>
    public static string Quote(string text)
    {
        var json = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
            if (c is '"' or '\\') json.Append('\\').Append(c);
            else if (c is < ' ' or > '~') json.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else json.Append(c);
        return json.Append('"').ToString();
    }

    public static string Write(IEnumerable<KeyValuePair<string, string>> members) =>
        "{" + string.Join(",", members.Select(m => Quote(m.Key) + ":" + Quote(m.Value))) + "}";

    /// <summary>Members by name; numbers and words as they stand. Null where the text is not one flat object.</summary>
    public static Dictionary<string, string>? Read(string json)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = 0;
        if (!Skip(json, ref at, '{')) return null;
        if (Skip(json, ref at, '}')) return End(json, at) ? members : null;
        do
        {
            if (Text(json, ref at) is not { } name || !Skip(json, ref at, ':') || (Text(json, ref at) ?? Word(json, ref at)) is not { } value) return null;
            members[name] = value;
        }
        while (Skip(json, ref at, ','));
        return Skip(json, ref at, '}') && End(json, at) ? members : null;
    }

    static void White(string json, ref int at)
    {
        while (at < json.Length && json[at] is ' ' or '\t' or '\r' or '\n') at++;
    }

    static bool Skip(string json, ref int at, char expected)
    {
        White(json, ref at);
        if (at >= json.Length || json[at] != expected) return false;
        at++;
        return true;
    }

    static bool End(string json, int at)
    {
        White(json, ref at);
        return at == json.Length;
    }

    static string? Text(string json, ref int at)
    {
        if (!Skip(json, ref at, '"')) return null;
        var text = new StringBuilder();
        while (at < json.Length)
        {
            var c = json[at++];
            if (c == '"') return text.ToString();
            if (c != '\\') text.Append(c);
            else if (Escaped(json, ref at) is { } escaped) text.Append(escaped);
            else return null;
        }
        return null;
    }

    static char? Escaped(string json, ref int at)
    {
        if (at >= json.Length) return null;
        var c = json[at++];
        if (c != 'u') return c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', '"' or '\\' or '/' => c, _ => null };
        if (at + 4 > json.Length || !ushort.TryParse(json.Substring(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)) return null;
        at += 4;
        return (char)code;
    }

    static string? Word(string json, ref int at)
    {
        var start = at;
        while (at < json.Length && (char.IsLetterOrDigit(json[at]) || json[at] is '-' or '+' or '.')) at++;
        return at > start ? json.Substring(start, at - start) : null;
    }
}
