using System.Globalization;
using OptiBuild.Engine.Data;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Data;

/// <summary>Sets of tens of megabytes pass through a heap that grows by no more than a few.</summary>
[Collection(Alone.Name)]
public sealed class StreamingTests : IDisposable
{
    const int Count = 20_000, Width = 512;

    /// <summary>The data are ten times as large (40 MB as floats); what lives at any moment is a block or two.</summary>
    const long MostLive = 4 << 20;

    readonly TempFolder folder = new();

    static readonly ModelInput Input = Ask.Floats("x", null, Width);

    [Theory]
    [InlineData("d.npz")]
    [InlineData("d.npy")]
    [InlineData("d.csv")]
    [InlineData("d.idx")]
    [InlineData("d.jsonl")]
    public void HoldsASmallPartOnly(string name)
    {
        using var samples = Formats.Open(Ask.For(Write(name), Input));
        var (most, number) = (0L, 0);
        var before = Live();

        foreach (var sample in samples.Read(CancellationToken.None))
        {
            Assert.Equal(number % 100, sample.Arrays[0].Values()[0]);
            if (++number % 4_000 == 0) most = Math.Max(most, Live() - before);
        }

        Assert.Equal(Count, number);
        Assert.InRange(most, long.MinValue, MostLive);
    }

    /// <summary>60 MB of pictures or sounds as floats, of which a few decoded ahead live.</summary>
    [Theory]
    [InlineData("images")]
    [InlineData("coco")]
    [InlineData("sounds")]
    public void HoldsFewPicturesAndSoundsOnly(string kind)
    {
        const int count = 240, side = 256;
        var input = kind == "sounds" ? Ask.Floats("x", null, side * side) : Ask.Floats("x", null, 1, side, side);
        for (var i = 0; i < count; i++)
            if (kind == "sounds") folder.Write($"{i:000}.wav", Wav.Shorts([.. Enumerable.Repeat((short)i, side * side)]));
            else folder.Write($"images/{i:000}.png", Png.Gray(side, side, (_, _) => (byte)i));
        if (kind == "coco")
            File.WriteAllText(folder.File("annotations.json"), $"{{\"annotations\": [], \"categories\": [], \"images\": [{string.Join(',', Enumerable.Range(0, count).Select(i => $"{{\"id\": {i}, \"file_name\": \"{i:000}.png\"}}"))}]}}");
        using var samples = Formats.Open(Ask.For(kind == "images" ? folder.File("images") : folder.Path, input));
        var (most, number, before) = (0L, 0, Live());

        foreach (var sample in samples.Read(CancellationToken.None))
        {
            Assert.Equal(kind == "sounds" ? number / 32768f : number / 255f, sample.Arrays[0].Values()[^1], 1e-6f);
            if (++number % 40 == 0) most = Math.Max(most, Live() - before);
        }

        Assert.Equal(count, number);
        Assert.InRange(most, long.MinValue, MostLive);
    }

    static long Live() => GC.GetTotalMemory(forceFullCollection: true);

    string Write(string name)
    {
        var path = folder.File(name);
        switch (Path.GetExtension(name))
        {
            case ".csv":   File.WriteAllLines(path, Rows()); break;
            case ".jsonl": File.WriteAllLines(path, Rows().Select(r => $"{{\"x\": [{r}]}}")); break;
            case ".npz":   File.WriteAllBytes(path, Npy.Zip(("x", Npy.Floats([Count, Width], Values())))); break;
            case ".npy":   File.WriteAllBytes(path, Npy.Floats([Count, Width], Values())); break;
            default:       File.WriteAllBytes(path, Idx.Of(0x0D, [Count, Width], [.. Values().SelectMany(v => BitConverter.GetBytes(v).Reverse())])); break;
        }
        return path;
    }

    static IEnumerable<string> Rows() => Enumerable.Range(0, Count).Select(i => (i % 100).ToString(CultureInfo.InvariantCulture) + string.Concat(Enumerable.Repeat(",1", Width - 1)));

    static float[] Values() => [.. Enumerable.Range(0, Count * Width).Select(i => i % Width == 0 ? i / Width % 100 : 1f)];

    public void Dispose() => folder.Dispose();
}
