using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace OptiBuild.Engine.Data.Tables;

/// <summary>A text of rows and cells.</summary>
/// <param name="IsPlain">Characters are bytes: rows can be cut out of the file as they are (<see cref="PlainRows"/>), and a parser reads from the first one on that cannot.</param>
sealed record CsvFile(string Path, string Delimiter, IReadOnlyList<string>? Header, int Columns, bool IsPlain)
{
    /// <summary>A cell is a number; what is longer is a quote that nobody closed.</summary>
    const int LongestCell = 1 << 16;

    /// <summary>For each quote that stands where none may, the parser copies the row it is in; a label has one or two.</summary>
    const int MostCopied = 1 << 20;

    /// <summary>The first that occurs: a comma beside another one is a decimal comma, which is refused as a cell.</summary>
    static readonly string[] Delimiters = ["\t", ";", ","];

    public string Name => Places.Name(Path);

    /// <exception cref="OptiBuildException">OB3003, OB3004, OB3005.</exception>
    public static CsvFile Inspect(string path)
    {
        var first = FirstLine(path);
        var delimiter = Delimiters.FirstOrDefault(first.Contains) ?? Delimiters[^1];
        var rows = Records(path, delimiter, 0, 0).Take(2).Select(r => r.Record!).ToArray();
        if (rows.Length == 0) throw new OptiBuildException(Diagnostics.NoSamples.With(Places.Name(path), "the file has no rows"));
        var hasHeading = CsvHeading.Is(rows[0], rows.Length > 1 ? rows[1] : null);
        return new CsvFile(path, delimiter, hasHeading ? [.. rows[0].Select(c => c.Trim())] : null, rows[0].Length, IsOfBytes(path));
    }

    /// <summary>The rows below the heading; the same object for each.</summary>
    /// <exception cref="OptiBuildException">OB3003, OB3004, OB3020.</exception>
    public IEnumerable<CsvRow> Rows()
    {
        foreach (var row in (IsPlain ? Plain() : Parsed(0, 0)).Skip(Header is null ? 0 : 1))
        {
            if (row.Count != Columns) throw new OptiBuildException(Diagnostics.RowLength.With(Origin(row), row.Count, Columns));
            yield return row;
        }
    }

    public string Origin(CsvRow row) => string.Create(CultureInfo.InvariantCulture, $"{Name}, row {row.Number}");

    public string ColumnName(int column) => Header is null ? string.Create(CultureInfo.InvariantCulture, $"column {column + 1}") : $"column '{Header[column]}'";

    /// <summary>Enough of the first line to see the delimiter, however long it is.</summary>
    static string FirstLine(string path)
    {
        using var reader = new StreamReader(Places.Open(path));
        var buffer = new char[LongestCell];
        var text = buffer.AsSpan(0, reader.ReadBlock(buffer)).TrimStart("\r\n");
        return text[..(text.IndexOfAny('\r', '\n') is >= 0 and var end ? end : text.Length)].ToString();
    }

    /// <summary>Not of two bytes each.</summary>
    static bool IsOfBytes(string path)
    {
        var bytes = FileStart.Of(path);
        return !bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) && !bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) && !bytes.Contains((byte)0);
    }

    IEnumerable<CsvRow> Plain()
    {
        using var file = Places.Open(Path);
        if (FileStart.Of(Path).StartsWith(Encoding.UTF8.Preamble)) file.Position = Encoding.UTF8.Preamble.Length;
        var rows = new PlainRows(file, (byte)Delimiter[0], Name);
        var row = new CsvRow();
        while (rows.Next(row)) yield return row;
        if (rows.Rest is not { } rest) yield break;
        foreach (var parsed in Parsed(rest, row.Number)) yield return parsed;
    }

    /// <param name="start">Where in the file a row begins.</param>
    /// <param name="lines">So many lie before.</param>
    IEnumerable<CsvRow> Parsed(long start, int lines)
    {
        var row = new CsvRow();
        var bytes = new byte[1 << 16];
        foreach (var record in Records(Path, Delimiter, start, lines))
        {
            var cells = record.Record!;
            var needed = cells.Sum(c => Encoding.UTF8.GetMaxByteCount(c.Length));
            if (bytes.Length < needed) bytes = new byte[2 * needed];
            row.Clear(bytes);
            row.Number = lines + record.RawRow;
            var at = 0;
            foreach (var cell in cells)
            {
                var end = at + Encoding.UTF8.GetBytes(cell, bytes.AsSpan(at));
                row.Add(at, end);
                at = end;
            }
            yield return row;
        }
    }

    static IEnumerable<IParser> Records(string path, string delimiter, long start, int lines)
    {
        using var file = Places.Open(path);
        file.Position = start;
        using var reader = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: start == 0);
        var copied = 0L;
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter, BufferSize = 1 << 16, MaxFieldSize = LongestCell,
            BadDataFound = bad => copied = (copied += bad.RawRecord.Length) <= MostCopied ? copied
                : throw new OptiBuildException(Diagnostics.DataDamaged.With(Places.Name(path), string.Create(CultureInfo.InvariantCulture, $"row {lines + bad.Context.Parser!.RawRow} is full of quotes that are not doubled"))),
        });
        for (; Advance(parser, path, lines); copied = 0) yield return parser;
    }

    static bool Advance(CsvParser parser, string path, int lines)
    {
        try
        {
            return parser.Read();
        }
        catch (CsvHelperException e)
        {
            var what = string.Create(CultureInfo.InvariantCulture, $"row {lines + parser.RawRow} has a cell of more than {LongestCell} characters; is a quote not closed?");
            throw new OptiBuildException(Diagnostics.DataDamaged.With(Places.Name(path), what), e);
        }
    }
}
