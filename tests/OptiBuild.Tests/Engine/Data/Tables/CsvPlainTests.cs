using System.Globalization;
using System.Text;
using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Data.Tables;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Data.Tables;

/// <summary>Rows are cut out of the file's bytes; CsvHelper reads from the first one on whose quotes are not simple, and is the reference.</summary>
public sealed class CsvPlainTests : IDisposable
{
    readonly TempFolder folder = new();

    public static TheoryData<string, string> Ends => new() { { "\n", "" }, { "\r\n", "\r\n" }, { "\r", "\r" }, { "\n", "\n\n\n" }, { "\n\n", "" }, { "\r\n\r\n", "" } };

    [Theory, MemberData(nameof(Ends))]
    public void RowsAreThoseOfTheReference(string newline, string last)
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 5_000).Select(_ => string.Join(';', Enumerable.Range(0, 20).Select(_ => Cell(random))));
        var path = folder.Write("d.csv", Encoding.UTF8.GetBytes("\uFEFF" + string.Join(newline, rows) + last));
        var file = CsvFile.Inspect(path);

        Assert.True(file.IsPlain);
        Assert.Equal(Rows(file with { IsPlain = false }), Rows(file));
    }

    [Theory, MemberData(nameof(Ends))]
    public void RowsWithSimpleQuotesAreThoseOfTheReference(string newline, string last)
    {
        var random = new Random(4);
        var rows = Enumerable.Range(0, 5_000).Select(_ => string.Join(',', Enumerable.Range(0, 20).Select(_ => random.Next(3) == 0 ? Cell(random) : $"\"{Cell(random)}{(random.Next(4) == 0 ? "," : "")}\"")));
        var file = CsvFile.Inspect(folder.Write("d.csv", Encoding.UTF8.GetBytes("\uFEFF" + string.Join(newline, rows) + last)));

        Assert.Equal(Rows(file with { IsPlain = false }), Rows(file));
    }

    [Theory]
    [InlineData("\"say \"\"a\"\"\",2")]
    [InlineData("\"a\nb\",2")]
    [InlineData("\"a\r\nb\",2")]
    [InlineData("a\"b,2")]
    [InlineData("a, \"b\"")]
    [InlineData("\"a\" ,b")]
    [InlineData("\"\"\"\",b")]
    [InlineData("\"\",\"\"")]
    [InlineData("\"a\",\"")]
    public void RowsFromTheFirstOddOneOnAreThoseOfTheReference(string odd)
    {
        var lines = Enumerable.Range(0, 40_000).Select(i => $"{i},\"{i % 7}\"");
        var file = CsvFile.Inspect(folder.Write("d.csv", Encoding.UTF8.GetBytes(string.Join('\n', [.. lines, "", odd, "", .. lines.Take(100)]))));

        Assert.Equal(Told(file with { IsPlain = false }), Told(file));
    }

    /// <summary>The rows, and how reading ended.</summary>
    static string[] Told(CsvFile file)
    {
        var told = new List<string>();
        try
        {
            foreach (var row in file.Rows()) told.Add($"{row.Number}: {string.Join('|', Enumerable.Range(0, row.Count).Select(row.Text))}");
        }
        catch (OptiBuildException e)
        {
            told.Add(e.Message);
        }
        return [.. told];
    }

    static IEnumerable<string> Rows(CsvFile file) => file.Rows().Select(r => $"{r.Number}: " + string.Join('|', Enumerable.Range(0, r.Count).Select(r.Text))).ToArray();

    static string Cell(Random random) => random.Next(5) switch
    {
        0 => "",
        1 => $" {random.Next()} ",
        2 => "Zürich",
        3 => random.NextDouble().ToString("R", CultureInfo.InvariantCulture),
        _ => new string('7', random.Next(400)),
    };

    [Fact]
    public void NumbersAreThoseOfTheReference()
    {
        var random = new Random(5);
        string[] odd = ["0", "-0", ".5", "5.", "-.25", "1e5", "1E-5", "+3", " 7 ", "000000000000000001", "123456789012345", "1234567890123456789", "0.1234567890123456", "9007199254740993", "1.7976931348623157e308", "4.9e-324", "1e999", "NaN", "Infinity"];
        var texts = odd.Concat(Enumerable.Range(0, 200_000).Select(i => Text(random, i)));

        Assert.All(texts.Chunk(1000), chunk =>
        {
            foreach (var text in chunk)
            {
                Assert.True(CsvNumber.TryParse(Encoding.UTF8.GetBytes(text), out var value), text);
                Assert.True(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)) == BitConverter.DoubleToInt64Bits(value), text);
            }
        });
    }

    static string Text(Random random, int i) => (i % 4) switch
    {
        0 => (random.NextDouble() * Math.Pow(10, random.Next(-8, 8))).ToString(CultureInfo.InvariantCulture),
        1 => (random.NextSingle() - 0.5f).ToString(CultureInfo.InvariantCulture),
        2 => random.NextInt64(-1_000_000_000_000_000, 1_000_000_000_000_000).ToString(CultureInfo.InvariantCulture),
        _ => random.NextDouble().ToString($"F{random.Next(0, 16)}", CultureInfo.InvariantCulture),
    };

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("1,5")]
    [InlineData("--1")]
    [InlineData("1 2")]
    [InlineData("0x10")]
    [InlineData("cat")]
    public void OtherTextsAreNoNumbers(string text)
    {
        Assert.False(CsvNumber.TryParse(Encoding.UTF8.GetBytes(text), out _));
        Assert.False(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
    }

    [Fact]
    public void RowsOfManyColumnsAreRead()
    {
        var text = string.Join(',', Enumerable.Range(0, 100_000)) + "\n";

        var samples = Ask.For(folder.Write("d.csv", Encoding.UTF8.GetBytes(text + text)), Ask.Floats("x", null, null)).All();

        Assert.Equal(2, samples.Count);
        Assert.Equal(Enumerable.Range(0, 100_000).Select(i => (float)i), samples[1].Arrays[0].Values());
    }

    [Theory]
    [InlineData("5.1,3.5,setosa\n4.9,3,virginica\n", 2)]
    [InlineData("a,b,species\n5.1,3.5,setosa\n4.9,3,virginica\n", 2)]
    [InlineData("5.1,3.5,setosa\r\n4.9,3,virginica", 2)]
    [InlineData("\"a\",\"b\",\"species\"\n5.1,3.5,\"setosa\"\n4.9,3,\"virginica\"\n", 2)]
    public void WordsInTheLabelColumnAreClasses(string text, int count)
    {
        using var samples = Formats.Open(Ask.For(folder.Write("d.csv", Encoding.UTF8.GetBytes(text)), Ask.Floats("x", null, 2)));

        Assert.Equal(["setosa", "virginica"], samples.ClassNames);
        Assert.Equal(count, samples.Count);
        Assert.Equal([0L, 1L], samples.Read(CancellationToken.None).Select(s => s.Label!.Class));
    }

    [Fact]
    public void NumbersThatCountTheColumnsAreAHeading()
    {
        Assert.Equal([5, 3, 4], Ask.For(folder.Write("d.csv", "0,1,2,species\n5,3,4,setosa\n"u8), Ask.Floats("x", null, 3)).All().Single().Arrays[0].Values());
    }

    [Theory]
    [InlineData("true,FALSE\n")]
    [InlineData("a,b\nTrue,0\n")]
    [InlineData("a,b\n\"1\",false\n")]
    public void TrueAndFalseAreOneAndZero(string text)
    {
        Assert.Equal([1, 0], Ask.For(folder.Write("d.csv", Encoding.UTF8.GetBytes(text)), Ask.Floats("x", null, 2)).All().Single().Arrays[0].Values());
    }

    [Fact]
    public void ReadsWideCharacters()
    {
        var place = folder.Write("d.csv", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("a,b\n1,2\n")]);

        Assert.Equal([1, 2], Ask.For(place, Ask.Floats("x", null, 2)).All().Single().Arrays[0].Values());
    }

    public void Dispose() => folder.Dispose();
}
