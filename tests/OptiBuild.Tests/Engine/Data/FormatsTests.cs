using OptiBuild.Engine.Data;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data;

public sealed class FormatsTests : IDisposable
{
    readonly TempFolder folder = new();

    static readonly ModelInput One = Ask.Floats("x", null, 1);

    [Fact]
    public void HaveDifferentNamesAndTellWhatTheyAre()
    {
        Assert.Equal(Formats.All.Length, Formats.All.Select(f => f.Name).Distinct().Count());
        Assert.All(Formats.All, f => Assert.True(f.Recognized.Length > 0 && f.Holds.Length > 0, f.Name));
    }

    [Theory]
    [InlineData("d.npz", ".npz")]
    [InlineData("archive.bin", ".npz")]
    [InlineData("D.CSV", ".csv")]
    [InlineData("d.tsv", ".csv")]
    [InlineData("boxes.json", "COCO")]
    [InlineData("images", "image folder")]
    public void AreRecognizedByWhatLiesThere(string name, string format)
    {
        if (format == "image folder") folder.Write("images/a.png", Png.Gray(1, 1, (_, _) => 0));
        else folder.Write(name, format == ".npz" ? Npy.Zip(("x", Npy.Floats([1, 1], 1))) : "1\n"u8);

        Assert.Equal(format, Formats.All.First(f => f.Is(folder.File(name))).Name);
    }

    [Fact, Provokes("OB3001")]
    public void RefuseAPlaceThatDoesNotExist()
    {
        Assert.Equal("ValidationData 'nowhere/d.npz' does not exist. Correct the path.", Ask.For("nowhere/d.npz", One).Refusal("OB3001"));
    }

    [Fact, Provokes("OB3002")]
    public void RefuseWhatNoRowRecognizes()
    {
        var place = folder.Write("d.parquet", "PAR1"u8);

        Assert.Equal($"ValidationData 'd.parquet' is not data that OptiBuild reads. It reads {string.Join(", ", Formats.All.Select(f => f.Name))}.", Ask.For(place, One).Refusal("OB3002"));
    }

    [Fact, Provokes("OB3003")]
    public void RefuseAFileThatIsInUse()
    {
        var place = folder.Write("d.npz", Npy.Zip(("x", Npy.Floats([1, 1], 1))));
        using var busy = new FileStream(place, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Assert.StartsWith("'d.npz' cannot be read: it is in use", Ask.For(place, One).Refusal("OB3003"));
    }

    public void Dispose() => folder.Dispose();
}
