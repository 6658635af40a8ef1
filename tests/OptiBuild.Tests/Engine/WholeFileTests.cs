using OptiBuild.Engine;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine;

public class WholeFileTests
{
    [Fact]
    public void MakesTheFolder()
    {
        using var folder = new TempFolder();

        WholeFile.Write(folder.File("a/b/c.bin"), [1, 2, 3]);

        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder.File("a/b/c.bin")));
    }

    [Fact]
    public void ReplacesALongerFile()
    {
        using var folder = new TempFolder();
        var path = folder.Write("c.bin", [1, 2, 3, 4, 5]);

        WholeFile.Write(path, [9]);

        Assert.Equal([9], File.ReadAllBytes(path));
    }

    [Fact]
    public void LeavesNothingBehindWhereItCannotWrite()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("taken"));

        Assert.Throws<OptiBuildException>(() => WholeFile.Write(folder.File("taken"), [1]));

        Assert.Equal([folder.File("taken")], Directory.GetFileSystemEntries(folder.Path));
    }
}
