using OptiBuild.Engine.Data;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data;

public sealed class ClassNamesTests : IDisposable
{
    readonly TempFolder folder = new();

    DataRequest Csv(string text, string names) =>
        Ask.For(folder.Write("d.csv", System.Text.Encoding.UTF8.GetBytes(text)), Ask.Floats("x", null, 2)).With("ClassNames", folder.Write("classes.txt", System.Text.Encoding.UTF8.GetBytes(names)));

    [Fact]
    public void NumberLabelsThatAreNames()
    {
        using var samples = Formats.Open(Csv("1,2,dog\n1,2,cat\n1,2,2\n", "dog\r\ncat\n\n 2 \n"));

        Assert.Equal(["dog", "cat", "2"], samples.ClassNames);
        Assert.Equal([0L, 1L, 2L], samples.Read(CancellationToken.None).Select(s => s.Label!.Class));
    }

    [Fact]
    public void NameNumbers()
    {
        using var samples = Formats.Open(Csv("1,2,1\n1,2,0\n", "dog\ncat\nbird\n"));

        Assert.Equal(["dog", "cat", "bird"], samples.ClassNames);
        Assert.Equal([0L], samples.Only(i => i == 1).Read(CancellationToken.None).Select(s => s.Label!.Class));
    }

    [Fact]
    public void DecideTheHash()
    {
        Assert.NotEqual(Hash("a\nb\n"), Hash("b\na\n"));

        string Hash(string names)
        {
            using var samples = Formats.Open(Csv("1,2,a\n", names));
            return samples.Hash();
        }
    }

    [Fact, Provokes("OB3035")]
    public void RefuseLabelsTheyDoNotList()
    {
        Assert.Equal("d.csv, row 2 has label 'bird', which ClassNames does not list. Add the name, or correct the label.", Csv("1,2,dog\n1,2,bird\n", "dog\ncat\n").Refusal("OB3035"));
    }

    [Fact, Provokes("OB3036")]
    public void RefuseClassesWithoutAName()
    {
        Assert.Equal("d.csv, row 2 has class 2, and there are 2 class names. Name all classes, one in each line.", Csv("1,2,1\n1,2,2\n", "dog\ncat\n").Refusal("OB3036"));
    }

    [Theory, Provokes("OB3041")]
    [InlineData("dog\ncat\ndog\n", "classes.txt, line 3, names the class 'dog' again. Correct the line.")]
    [InlineData("\n\n", "classes.txt has no line with a name. Correct the line.")]
    public void AreAllDifferent(string names, string message)
    {
        Assert.Equal(message, Csv("1,2,1\n", names).Refusal("OB3041"));
    }

    [Fact, Provokes("OB3001")]
    public void AreAFileThatExists()
    {
        Assert.StartsWith("ClassNames 'gone.txt' does not exist.", Ask.For(folder.Write("d.csv", "1,2,0\n"u8), Ask.Floats("x", null, 2)).With("ClassNames", "gone.txt").Refusal("OB3001"));
    }

    public void Dispose() => folder.Dispose();
}
