using OptiBuild.Engine.Caching;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Caching;

public class LocalStoreTests
{
    static readonly DateTime Start = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void LiesWhereItsNamesSay()
    {
        using var folder = new TempFolder();
        var store = new LocalStore(folder.File("cache"));
        var name = Put(store, [1, 2, 3]);

        Assert.Equal([1, 2, 3], store.Read(CachePart.Cas, name, 3)!);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder.File($"cache/cas/{name[..2]}/{name}")));
        Assert.Null(store.Read(CachePart.Ac, name, 3));
        Assert.Empty(store.Read(CachePart.Cas, name, 2)!);
    }

    [Fact]
    public void WhatWasNotUsedForLongestGoesFirst()
    {
        using var folder = new TempFolder();
        var store = new LocalStore(folder.Path);
        string[] names = [.. Enumerable.Range(0, 10).Select(i => Put(store, Bytes(100, i)))];
        for (var i = 0; i < names.Length; i++) File.SetLastWriteTimeUtc(PathOf(folder, names[i]), Start.AddDays(i));
        store.Read(CachePart.Cas, names[0], 100);

        store.Trim(500);

        // Down to 90 %: four of those used last.
        Assert.Equal([0, 7, 8, 9], Enumerable.Range(0, 10).Where(i => File.Exists(PathOf(folder, names[i]))));
    }

    [Fact]
    public void FilesFromTheFutureAreTakenAwayLast()
    {
        using var folder = new TempFolder();
        var store = new LocalStore(folder.Path);
        var (later, now) = (Put(store, Bytes(100, 1)), Put(store, Bytes(100, 2)));
        File.SetLastWriteTimeUtc(PathOf(folder, later), TimeProvider.System.GetUtcNow().UtcDateTime.AddYears(1));

        store.Trim(150);

        Assert.True(File.Exists(PathOf(folder, later)));
        Assert.False(File.Exists(PathOf(folder, now)));
    }

    [Fact]
    public void NothingElseInTheFolderIsTouched()
    {
        using var folder = new TempFolder();
        var store = new LocalStore(folder.Path);
        string[] foreign = [folder.Write("thesis.txt", Bytes(1000, 1)), folder.Write("cas/notes.txt", Bytes(1000, 2)), folder.Write("cas/ab/notes.txt", Bytes(1000, 3)), folder.Write("x/ac/ab/" + new string('a', 64), Bytes(1000, 4))];
        Put(store, Bytes(100, 5));

        store.Trim(0);

        Assert.All(foreign, f => Assert.True(File.Exists(f)));
        Assert.Equal(foreign.Length, Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void WhatAKilledProcessLeftIsTakenAwayAfterADay()
    {
        using var folder = new TempFolder();
        var store = new LocalStore(folder.Path);
        var name = Put(store, [1]);
        var (old, young) = (PathOf(folder, name) + ".1.tmp", PathOf(folder, name) + ".2.tmp");
        File.WriteAllBytes(old, [1]);
        File.WriteAllBytes(young, [1]);
        File.SetLastWriteTimeUtc(old, Start);

        store.Trim(1000);

        Assert.Equal((false, true, true), (File.Exists(old), File.Exists(young), File.Exists(PathOf(folder, name))));
    }

    /// <summary>As several builds do: each with a store of its own, on one folder that is far too small.</summary>
    [Fact]
    public async Task ManyAtOnceReadWhatWasWrittenOrNothing()
    {
        using var folder = new TempFolder();
        var wrong = 0;
        var whole = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            var (store, random) = (new LocalStore(folder.Path), new Random(worker));
            for (var i = 0; i < 300; i++)
            {
                var content = Bytes(random.Next(1, 50_000), random.Next(20));
                var digest = Digest.Of(content);
                if (i % 3 == 0) store.Write(CachePart.Cas, digest.Hash, content);
                if (store.Read(CachePart.Cas, digest.Hash, digest.Size) is { } read && !digest.IsOf(read)) Interlocked.Increment(ref wrong);
                else if (i % 3 == 0) Interlocked.Increment(ref whole);
                if (i % 10 == 0) store.Trim(100_000);
            }
        })));

        Assert.Equal(0, wrong);
        Assert.True(whole > 0);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.tmp", SearchOption.AllDirectories));
    }

    static string Put(LocalStore store, byte[] content)
    {
        var name = Digest.Of(content).Hash;
        store.Write(CachePart.Cas, name, content);
        return name;
    }

    static string PathOf(TempFolder folder, string name) => folder.File(Path.Combine("cas", name[..2], name));

    static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
