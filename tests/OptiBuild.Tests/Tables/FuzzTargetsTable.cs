using OptiBuild.Engine.Data;
using OptiBuild.Fuzzing;
using OptiBuild.Fuzzing.Targets;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Tables;

/// <summary>Everything that is read has a target, and every input that once showed a fault is read again.</summary>
public class FuzzTargetsTable
{
    const int MostFiles = 100, LongestFile = 4096;

    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(t => t.Name)];

    [Fact]
    public void HasATargetForEveryFormat() => Assert.Equal([], Formats.All.Select(f => f.Name).Except(FuzzTargets.All.SelectMany(t => t.Formats)));

    [Fact]
    public void NamesNoFormatThatIsNone() => Assert.Equal([], FuzzTargets.All.SelectMany(t => t.Formats).Except(Formats.All.Select(f => f.Name)));

    [Fact]
    public void HasNoNameTwice() => Assert.Equal(FuzzTargets.All.Length, FuzzTargets.All.DistinctBy(t => t.Name).Count());

    [Fact]
    public void KeepsNoInputsOfTargetsThatAreGone() =>
        Assert.Equal([], Directory.EnumerateDirectories(FuzzTargets.Corpus).Select(Path.GetFileName).Except(FuzzTargets.All.Select(t => t.Name)));

    [Theory]
    [MemberData(nameof(Names))]
    public void KeepsFewAndSmallInputs(string name)
    {
        var kept = Kept(name);

        Assert.InRange(kept.Length, 1, MostFiles);
        Assert.All(kept, file => Assert.InRange(new FileInfo(file).Length, 0, LongestFile));
    }

    /// <summary>Memory of this thread only: other tests run beside.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ReadsWhatIsKeptOrSaysWhatIsWrong(string name)
    {
        using var folder = new TempFolder();
        var target = Target(name);
        var inner = Directory.CreateDirectory(folder.File("data/folder")).FullName;

        Assert.All(Kept(name), file => Assert.Null(Judgement.Of(target, File.ReadAllBytes(file), inner, GC.GetAllocatedBytesForCurrentThread)));
    }

    static FuzzTarget Target(string name) => FuzzTargets.All.Single(t => t.Name == name);

    static string[] Kept(string name) => [.. FuzzTargets.Kept(Target(name), FuzzTargets.Corpus)];
}
