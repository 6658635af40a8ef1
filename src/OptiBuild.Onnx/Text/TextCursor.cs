using System.Globalization;
using System.Text;

namespace OptiBuild.Onnx.Text;

/// <summary>A position in a text and the words that can stand there.</summary>
sealed class TextCursor(string text)
{
    /// <summary>Deeper than any real model and shallow enough for the stack.</summary>
    const int MaxDepth = 100;

    int position;
    int depth;

    public int Position
    {
        get => position;
        set => position = value;
    }

    public bool AtEnd
    {
        get
        {
            SkipSpace();
            return position == text.Length;
        }
    }

    /// <summary>The next character that is not white space or comment; 0 at the end.</summary>
    public char Next => AtEnd ? '\0' : text[position];

    public bool Take(char wanted)
    {
        if (Next != wanted) return false;
        position++;
        return true;
    }

    public bool Take(string wanted)
    {
        if (!At(wanted)) return false;
        position += wanted.Length;
        return true;
    }

    public bool At(string wanted) => !AtEnd && string.CompareOrdinal(text, position, wanted, 0, wanted.Length) == 0;

    public void Expect(char wanted)
    {
        if (!Take(wanted)) throw Error($"'{wanted}'");
    }

    public void Expect(string wanted)
    {
        if (!Take(wanted)) throw Error($"'{wanted}'");
    }

    /// <summary>What stands between separators, up to the closing character.</summary>
    public List<T> List<T>(char close, Func<T> item)
    {
        var items = new List<T>();
        if (Take(close)) return items;
        do items.Add(item()); while (Take(','));
        Expect(close);
        return items;
    }

    public bool AtIdentifier => Next is var c && (char.IsAsciiLetter(c) || c == '_');

    public bool AtName => AtIdentifier || Next == '"';

    public bool AtNumber => Next is var c && (char.IsAsciiDigit(c) || c is '-' or '+' or '.');

    public string Identifier(string expected = "a name")
    {
        if (!AtIdentifier) throw Error(expected);
        return Run(c => char.IsAsciiLetterOrDigit(c) || c == '_');
    }

    /// <summary>An identifier without moving past it; "" where there is none.</summary>
    public string PeekIdentifier()
    {
        var start = AtIdentifier ? position : -1;
        if (start < 0) return "";
        var identifier = Identifier();
        position = start;
        return identifier;
    }

    /// <summary>Whether the character behind the coming word and white space is one of those.</summary>
    public bool Follows(string word, Func<char, bool> wanted)
    {
        var start = position;
        var follows = Take(word) && wanted(Next);
        position = start;
        return follows;
    }

    public string Name(string expected = "a name") => Next == '"' ? Encoding.UTF8.GetString(Quoted()) : Identifier(expected);

    /// <summary>Also inf and nan.</summary>
    public string Number()
    {
        if (!AtNumber && !AtIdentifier) throw Error("a number");
        return Run(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '+' or '.');
    }

    public long Integer()
    {
        var start = position;
        if (AtNumber && long.TryParse(Number(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) return value;
        position = start;
        throw Error("a whole number");
    }

    /// <summary>The bytes of a quoted string.</summary>
    public byte[] Quoted()
    {
        if (Next != '"') throw Error("a string in quotes");
        var start = position++;
        var bytes = new List<byte>();
        while (position < text.Length && text[position] != '"')
        {
            if (text[position] == '\\') Escape(bytes);
            else Plain(bytes);
        }
        if (position == text.Length)
        {
            position = start;
            throw Error("a string that ends with a quote");
        }
        position++;
        return [.. bytes];
    }

    /// <summary>Guards nested types and graphs against filling the stack.</summary>
    public T Nested<T>(Func<T> read)
    {
        if (++depth > MaxDepth) throw Error($"at most {MaxDepth} levels");
        var result = read();
        depth--;
        return result;
    }

    public ModelException Error(string expected)
    {
        var found = Found();
        return ErrorAt(position, found, expected);
    }

    /// <summary>The same for a token that has already been passed.</summary>
    public ModelException ErrorBehind(string token, string expected) => ErrorAt(position - token.Length, $"'{token}'", expected);

    ModelException ErrorAt(int at, string found, string expected)
    {
        var line = 1 + text.AsSpan(0, at).Count('\n');
        var lineStart = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        return new ModelException(ModelProblem.Damaged, $"text({line},{at - lineStart + 1}): found {found}, expected {expected}.");
    }

    string Found()
    {
        if (AtEnd) return "the end of the text";
        var end = position + 1;
        var isWord = char.IsAsciiLetterOrDigit(text[position]) || text[position] is '_' or '"' or '-';
        while (isWord && end < text.Length && end - position < 20 && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_')) end++;
        return $"'{text[position..end]}'";
    }

    string Run(Func<char, bool> belongs)
    {
        var start = position;
        while (position < text.Length && belongs(text[position])) position++;
        return text[start..position];
    }

    void Plain(List<byte> bytes)
    {
        var start = position;
        while (position < text.Length && text[position] is not ('"' or '\\')) position++;
        bytes.AddRange(Encoding.UTF8.GetBytes(text[start..position]));
    }

    void Escape(List<byte> bytes)
    {
        position++;
        var escape = position < text.Length ? text[position++] : '\0';
        if (escape == 'x')
        {
            if (position + 2 > text.Length || !byte.TryParse(text.AsSpan(position, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                throw Error("two hexadecimal digits");
            position += 2;
            bytes.Add(code);
            return;
        }
        bytes.Add(escape switch { 'n' => (byte)'\n', 't' => (byte)'\t', 'r' => (byte)'\r', '"' => (byte)'"', '\\' => (byte)'\\', _ => throw Error(@"one of \"" \\ \n \t \r \xNN") });
    }

    void SkipSpace()
    {
        while (position < text.Length)
        {
            if (text[position] == '#') while (position < text.Length && text[position] != '\n') position++;
            else if (char.IsWhiteSpace(text[position])) position++;
            else return;
        }
    }
}
