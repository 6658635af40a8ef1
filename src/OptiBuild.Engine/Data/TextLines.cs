using System.Globalization;
using System.Text;

namespace OptiBuild.Engine.Data;

/// <summary>The lines of a text file, none of which may be longer than memory should hold.</summary>
sealed class TextLines(string path) : IDisposable
{
    const int Longest = 1 << 24;

    readonly StreamReader reader = new(Places.Open(path));
    readonly StringBuilder line = new();
    readonly char[] buffer = new char[1 << 14];
    int position, length;

    /// <summary>Of the line that was read last, from 1.</summary>
    public int Number { get; private set; }

    /// <returns>Null behind the last line.</returns>
    /// <exception cref="OptiBuildException">OB3004: a line without end.</exception>
    public string? Next()
    {
        line.Clear();
        for (var hasBegun = false; ; hasBegun = true)
        {
            if (position == length && !Fill()) return hasBegun || line.Length > 0 ? Done() : null;
            var rest = buffer.AsSpan(position, length - position);
            var end = rest.IndexOf('\n');
            line.Append(end < 0 ? rest : rest[..end]);
            position += end < 0 ? rest.Length : end + 1;
            if (end >= 0) return Done();
            if (line.Length > Longest)
                throw new OptiBuildException(Diagnostics.DataDamaged.With(Places.Name(path), string.Create(CultureInfo.InvariantCulture, $"line {Number + 1} has more than {Longest} characters")));
        }
    }

    bool Fill()
    {
        (position, length) = (0, reader.Read(buffer));
        return length > 0;
    }

    string Done()
    {
        Number++;
        if (line.Length > 0 && line[^1] == '\r') line.Length--;
        return line.ToString();
    }

    public void Dispose() => reader.Dispose();
}
