using System.Globalization;

namespace OptiBuild.Engine.Data.Tables;

/// <summary>Rows of a file without quotes, cut out of its bytes.</summary>
sealed class PlainRows(Stream stream, byte delimiter, string name)
{
    /// <summary>A row of a hundred thousand columns takes a megabyte or two.</summary>
    const int LongestLine = 1 << 26;

    byte[] buffer = new byte[1 << 18];
    int position, length;

    /// <summary>A line feed that stands next belongs to the line before.</summary>
    bool isAfterReturn;

    /// <summary>The next line that holds something.</summary>
    /// <exception cref="OptiBuildException">OB3004: a line without end.</exception>
    public bool Next(CsvRow row)
    {
        while (Line() is var end && end >= 0)
        {
            row.Clear(buffer);
            if (end > position) Split(row, end);
            isAfterReturn = end < length && buffer[end] == '\r';
            position = Math.Min(end + 1, length);
            row.Number++;
            if (row.Count > 0) return true;
        }
        return false;
    }

    void Split(CsvRow row, int end)
    {
        var start = position;
        while (true)
        {
            var found = buffer.AsSpan(start, end - start).IndexOf(delimiter);
            if (found < 0) break;
            row.Add(start, start + found);
            start += found + 1;
        }
        row.Add(start, end);
    }

    /// <summary>Where the line at the position ends, all of it in the buffer; −1 behind the last one.</summary>
    int Line()
    {
        if (isAfterReturn && (position < length || Fill()) && buffer[position] == '\n') position++;
        for (var seen = 0; ;)
        {
            var end = buffer.AsSpan(position + seen, length - position - seen).IndexOfAny((byte)'\n', (byte)'\r');
            if (end >= 0) return position + seen + end;
            seen = length - position;
            if (!Fill()) return seen > 0 ? length : -1;
        }
    }

    bool Fill()
    {
        var rest = length - position;
        if (rest >= LongestLine)
            throw new OptiBuildException(Diagnostics.DataDamaged.With(name, string.Create(CultureInfo.InvariantCulture, $"it has a line of more than {LongestLine} bytes")));
        var target = rest > buffer.Length / 2 ? new byte[2 * buffer.Length] : buffer;
        buffer.AsSpan(position, rest).CopyTo(target);
        var read = stream.Read(target, rest, target.Length - rest);
        (buffer, position, length) = (target, 0, rest + read);
        return read > 0;
    }
}
