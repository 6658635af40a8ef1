using System.Globalization;

namespace OptiBuild.Engine.Data.Tables;

/// <summary>Rows of a file whose characters are bytes, cut out of them as they are, up to the first one whose quotes are not simple.</summary>
/// <remarks>Simple quotes stand around a whole cell, with neither a quote nor a line's end inside.</remarks>
sealed class PlainRows(Stream stream, byte delimiter, string name)
{
    const byte Quote = (byte)'"';

    /// <summary>A row of a hundred thousand columns takes a megabyte or two.</summary>
    const int LongestLine = 1 << 26;

    byte[] buffer = new byte[1 << 18];
    int position, length;

    /// <summary>Where in the file the buffer begins.</summary>
    long origin = stream.Position;

    /// <summary>A line feed that stands next belongs to the line before.</summary>
    bool isAfterReturn;

    /// <summary>Where in the file the row begins that cannot be cut out; null while there was none.</summary>
    public long? Rest { get; private set; }

    /// <summary>The next line that holds something; false behind the last one, and at <see cref="Rest"/>.</summary>
    /// <exception cref="OptiBuildException">OB3004: a line without end.</exception>
    public bool Next(CsvRow row)
    {
        while (Line() is var end && end >= 0)
        {
            row.Clear(buffer);
            if (end > position && !Split(row, end))
            {
                Rest = origin + position;
                return false;
            }
            isAfterReturn = end < length && buffer[end] == '\r';
            position = Math.Min(end + 1, length);
            row.Number++;
            if (row.Count > 0) return true;
        }
        return false;
    }

    bool Split(CsvRow row, int end)
    {
        if (buffer.AsSpan(position, end - position).Contains(Quote)) return SplitQuoted(row, end);
        var start = position;
        while (true)
        {
            var found = buffer.AsSpan(start, end - start).IndexOf(delimiter);
            if (found < 0) break;
            row.Add(start, start + found);
            start += found + 1;
        }
        row.Add(start, end);
        return true;
    }

    bool SplitQuoted(CsvRow row, int end)
    {
        for (var start = position; ;)
        {
            var isQuoted = start < end && buffer[start] == Quote;
            var (from, mark) = isQuoted ? (start + 1, Quote) : (start, delimiter);
            var found = buffer.AsSpan(from, end - from).IndexOf(mark);
            if (found < 0 && isQuoted) return false;
            var to = found < 0 ? end : from + found;
            var next = isQuoted ? to + 1 : to;
            if (next < end && buffer[next] != delimiter) return false;
            if (!isQuoted && buffer.AsSpan(from, to - from).Contains(Quote)) return false;
            row.Add(from, to);
            if (next >= end) return true;
            start = next + 1;
        }
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
        (buffer, origin, position, length) = (target, origin + position, 0, rest + read);
        return read > 0;
    }
}
