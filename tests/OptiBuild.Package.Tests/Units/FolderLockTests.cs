using OptiBuild.MSBuild;

namespace OptiBuild.Package.Tests.Units;

public sealed class FolderLockTests : IDisposable
{
    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300), Patience = TimeSpan.FromSeconds(30);

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("optibuild-");
    readonly ManualResetEvent _cancelled = new(initialState: false);

    [Fact]
    public async Task MakesTheSecondWaitForTheFirst()
    {
        var first = FolderLock.Take(_folder.FullName, _cancelled);
        var second = Task.Run(() => FolderLock.Take(_folder.FullName, _cancelled));

        Assert.NotSame(second, await Task.WhenAny(second, Task.Delay(Moment)));
        first!.Dispose();

        using var taken = await second.WaitAsync(Patience);
        Assert.NotNull(taken);
    }

    [Fact]
    public void IsNullWhenCancelledMeanwhile()
    {
        using var first = FolderLock.Take(_folder.FullName, _cancelled);
        _cancelled.Set();

        Assert.Null(FolderLock.Take(_folder.FullName, _cancelled));
    }

    public void Dispose()
    {
        _cancelled.Dispose();
        _folder.Delete(recursive: true);
    }
}
