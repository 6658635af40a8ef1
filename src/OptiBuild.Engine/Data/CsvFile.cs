using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace OptiBuild.Engine.Data;

/// <summary>A text of rows and cells. The first row is a heading where one of its cells is no number.</summary>
sealed record CsvFile(string Path, string Delimiter, IReadOnlyList<string>? Header, int Columns)
{
    /// <summary>A cell is a number; what is longer is a quote that nobody closed.</summary>
    const int LongestCell = 1 << 16;

    /// <summary>The first that occurs: a comma beside another one is a decimal comma, which is refused as a cell.</summary>
    static readonly string[] Delimiters = ["\t", ";", ","];

    public string Name => Places.Name(Path);

    /// <exception cref="OptiBuildException">OB3003, OB3004, OB3005.</exception>
    public static CsvFile Inspect(string path)
    {
        string first;
        using (var reader = new StreamReader(Places.Open(path))) first = FirstLine(reader);
        var delimiter = Delimiters.FirstOrDefault(first.Contains) ?? Delimiters[^1];
        foreach (var row in Records(path, delimiter))
        {
            var cells = row.Record!;
            return new CsvFile(path, delimiter, cells.All(LabelText.IsNumber) ? null : [.. cells.Select(c => c.Trim())], cells.Length);
        }
        throw new OptiBuildException(Diagnostics.NoSamples.With(Places.Name(path), "the file has no rows"));
    }

    /// <summary>The parser standing at each row below the heading.</summary>
    /// <exception cref="OptiBuildException">OB3003, OB3004, OB3020.</exception>
    public IEnumerable<IParser> Rows()
    {
        foreach (var row in Records(Path, Delimiter).Skip(Header is null ? 0 : 1))
        {
            if (row.Count != Columns) throw new OptiBuildException(Diagnostics.RowLength.With(Origin(row), row.Count, Columns));
            yield return row;
        }
    }

    public string Origin(IParser row) => string.Create(CultureInfo.InvariantCulture, $"{Name}, row {row.RawRow}");

    public string ColumnName(int column) => Header is null ? string.Create(CultureInfo.InvariantCulture, $"column {column + 1}") : $"column '{Header[column]}'";

    /// <summary>Enough of the first line to see the delimiter, however long it is.</summary>
    static string FirstLine(StreamReader reader)
    {
        var buffer = new char[LongestCell];
        var text = buffer.AsSpan(0, reader.ReadBlock(buffer)).TrimStart("\r\n");
        return text[..(text.IndexOfAny('\r', '\n') is >= 0 and var end ? end : text.Length)].ToString();
    }

    static IEnumerable<IParser> Records(string path, string delimiter)
    {
        using var reader = new StreamReader(Places.Open(path));
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter, BufferSize = 1 << 16, MaxFieldSize = LongestCell, BadDataFound = null,
        });
        while (Advance(parser, path)) yield return parser;
    }

    static bool Advance(CsvParser parser, string path)
    {
        try
        {
            return parser.Read();
        }
        catch (CsvHelperException e)
        {
            var what = string.Create(CultureInfo.InvariantCulture, $"row {parser.RawRow} has a cell of more than {LongestCell} characters; is a quote not closed?");
            throw new OptiBuildException(Diagnostics.DataDamaged.With(Places.Name(path), what), e);
        }
    }
}
