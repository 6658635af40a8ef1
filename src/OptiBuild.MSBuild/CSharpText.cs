using System.Globalization;
using System.Text;

namespace OptiBuild.MSBuild;

/// <summary>C# source under construction: lines at the depth of the blocks that are open.</summary>
sealed class CSharpText
{
    readonly StringBuilder _text = new();
    int _depth;
    bool _isAfterMember;

    public void Line(string line) => _text.Append(' ', 4 * _depth).Append(line).Append('\n');

    public void Open(string head)
    {
        if (head.Length > 0) Line(head);
        Line("{");
        _depth++;
        _isAfterMember = false;
    }

    public void Close()
    {
        _depth--;
        Line("}");
        _isAfterMember = true;
    }

    public void Summary(string text)
    {
        if (_isAfterMember) _text.Append('\n');
        Line($"/// <summary>{Xml(text)}</summary>");
    }

    public void Constant(string type, string name, string value, string meaning)
    {
        Summary(meaning);
        Line($"public const {type} {name} = {value};");
        _isAfterMember = true;
    }

    /// <summary>A list that cannot be changed, made when the class is first used.</summary>
    public void List(string type, string name, IEnumerable<string> values, string meaning)
    {
        Summary(meaning);
        Line($"public static global::System.Collections.Generic.IReadOnlyList<{type}> {name} {{ get; }} = global::System.Array.AsReadOnly(new {type}[] {{ {string.Join(", ", values)} }});");
        _isAfterMember = true;
    }

    /// <summary>Two '#' begin a command of Azure Pipelines, should somebody print the file.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var c in text)
            if (c is '"' or '\\') literal.Append('\\').Append(c);
            else if (!IsPlain(c) || (c == '#' && literal[literal.Length - 1] == '#')) literal.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else literal.Append(c);
        return literal.Append('"').ToString();
    }

    public static string Literal(double number) =>
        double.IsNaN(number) ? "double.NaN"
        : double.IsInfinity(number) ? number > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity"
        : number.ToString("R", CultureInfo.InvariantCulture) + "D";

    public override string ToString() => _text.ToString();

    static string Xml(string text) => new StringBuilder(Printable.Of(text)).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").ToString();

    /// <summary>What ends no line and turns no direction: code shall read as it runs.</summary>
    static bool IsPlain(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
