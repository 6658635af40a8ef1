using System.Globalization;
using System.Text;

namespace OptiBuild.MSBuild;

/// <summary>C# names out of names of files, inputs and projects.</summary>
static class Identifier
{
    static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal", "default", "delegate",
        "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for", "foreach", "goto", "if", "implicit", "in",
        "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out", "override", "params", "private",
        "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc", "static", "string", "struct", "switch", "this",
        "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while",
    };

    /// <summary>Assemblies hold 1023 bytes of a name in UTF-8, with what <see cref="Distinct"/> adds to it.</summary>
    const int Longest = 300;

    /// <summary><c>InputIds</c> for <c>input_ids</c>, <c>_3dNet</c> for <c>3d-net</c>; "Model" where no letter or digit is left.</summary>
    public static string Pascal(string text)
    {
        var name = new StringBuilder();
        var starts = true;
        foreach (var c in text)
        {
            if (name.Length == Longest) break;
            if (char.IsLetterOrDigit(c)) name.Append(starts ? char.ToUpperInvariant(c) : c);
            starts = !char.IsLetterOrDigit(c);
        }
        return name.Length == 0 ? "Model" : Start(name.ToString());
    }

    /// <summary>The dotted name with every part made valid; empty stays empty.</summary>
    public static string Namespace(string text) =>
        string.Join(".", text.Split('.').Select(p => p.Trim()).Where(p => p.Length > 0).Select(Valid));

    /// <summary>The name itself where it is one; other characters become underscores.</summary>
    public static string Valid(string text) =>
        Keywords.Contains(text) ? "@" + text : Start(new string([.. text.Select(c => char.IsLetterOrDigit(c) ? c : '_')]));

    /// <summary>Each name once: the second "Image" is "Image2".</summary>
    public static IEnumerable<string> Distinct(IEnumerable<string> names, string taken)
    {
        var used = new HashSet<string>(StringComparer.Ordinal) { taken };
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var free = name;
            if (!used.Add(free))
            {
                // Where the last one of this name stopped: thousands of equal names shall not be tried from 2 on each.
                var number = last.TryGetValue(name, out var before) ? before : 1;
                do free = name + (++number).ToString(CultureInfo.InvariantCulture);
                while (!used.Add(free));
                last[name] = number;
            }
            yield return free;
        }
    }

    static string Start(string name) => char.IsDigit(name[0]) ? "_" + name : name;
}
