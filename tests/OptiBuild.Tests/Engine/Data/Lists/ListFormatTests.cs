using System.Text;
using OptiBuild.Engine.Data;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data.Lists;

public sealed class ListFormatTests : IDisposable
{
    readonly TempFolder folder = new();

    static readonly ModelInput Image = Ask.Floats("x", null, 1, 1, 1);

    DataRequest List(string text, string name = "list.txt")
    {
        foreach (var image in new[] { "a.png", "b.png", "sub/c.png", "with space.png" }) folder.Write(image, Png.Gray(1, 1, (_, _) => 255));
        return Ask.For(folder.Write(name, Encoding.UTF8.GetBytes(text)), Image);
    }

    [Theory]
    [InlineData("b.png 4\na.png 2\n")]
    [InlineData("b.png\t4\r\n\r\na.png\t2")]
    [InlineData("# comment\nb.png,4\na.png, 2\n")]
    [InlineData("./b.png;4\n\"a.png\" 2\n")]
    public void ReadsAFileAndAClassInEachLine(string text)
    {
        var samples = List(text).All();

        Assert.Equal(["b.png", "a.png"], samples.Select(s => s.Origin));
        Assert.Equal([4L, 2L], samples.Select(s => s.Label!.Class));
    }

    [Fact]
    public void NumbersNamesOfClassesByTheirOrder()
    {
        using var samples = Formats.Open(List("a.png dog\n\"with space.png\" cat\nsub/c.png dog\n"));

        Assert.Equal(["cat", "dog"], samples.ClassNames);
        Assert.Equal([("a.png", 1L), ("with space.png", 0L), ("sub/c.png", 1L)], samples.Read(CancellationToken.None).Select(s => (s.Origin, s.Label!.Class!.Value)));
    }

    [Fact]
    public void ReadsTextsForAMetricOfTexts()
    {
        using var samples = Formats.Open(List("a.png Hello, world\nb.png 12\n").With("Metric", "cer"));

        Assert.Equal(LabelKind.Texts, samples.Labels);
        Assert.Equal(["Hello, world", "12"], samples.Read(CancellationToken.None).Select(s => s.Label!.Text));
    }

    [Fact]
    public void HasNoLabelsWhereLinesHaveNone()
    {
        Assert.All(List("a.png\nb.png\n").All(), s => Assert.Null(s.Label));
    }

    [Fact]
    public void NamesSoundsToo()
    {
        folder.Write("s/a.wav", Wav.Shorts(16384));
        var place = folder.Write("list.lst", "s/a.wav 3\n"u8);

        var sample = Ask.For(place, Ask.Floats("x", null, null)).All().Single();

        Assert.Equal((3L, 0.5f), (sample.Label!.Class, sample.Arrays[0].Values()[0]));
    }

    [Theory, Provokes("OB3031")]
    [InlineData("../a.png 1")]
    [InlineData("sub/../../a.png 1")]
    [InlineData("/etc/passwd 1")]
    [InlineData("..\\a.png 1")]
    [InlineData("\"C:\\a.png\" 1")]
    public void RefusesFilesOutsideTheFolder(string line)
    {
        Assert.StartsWith("list.txt, line 1 names '", List(line).Refusal("OB3031"));
    }

    [Fact, Provokes("OB3032")]
    public void RefusesFilesThatAreNotThere()
    {
        Assert.Equal("list.txt, line 2 names 'z.png', which does not exist. Correct the name, or add the file.", List("a.png 1\nz.png 2\n").Refusal("OB3032"));
    }

    [Theory, Provokes("OB3041")]
    [InlineData("\"a.png 1", "list.txt, line 1 has a quote that is not closed, or nothing in quotes. Correct the line.")]
    [InlineData("\"\" 1", "list.txt, line 1 has a quote that is not closed, or nothing in quotes. Correct the line.")]
    [InlineData(", 1", "list.txt, line 1 names no file. Correct the line.")]
    public void RefusesLinesThatNameNothing(string line, string message)
    {
        Assert.Equal(message, List(line).Refusal("OB3041"));
    }

    [Theory]
    [InlineData("a.png 1\nb.png\n", "OB3013")]
    [InlineData("", "OB3005")]
    [InlineData("a.png 1\nb.png cat\n", "OB3015")]
    [InlineData("a.png cat\nb.png 1\n", "OB3037")]
    [InlineData("a.png -1\n", "OB3014")]
    [Provokes("OB3005"), Provokes("OB3013"), Provokes("OB3014"), Provokes("OB3015"), Provokes("OB3037")]
    public void RefusesLabelsThatDoNotGoTogether(string text, string code)
    {
        Assert.NotEmpty(List(text).Refusal(code));
    }

    public void Dispose() => folder.Dispose();
}
