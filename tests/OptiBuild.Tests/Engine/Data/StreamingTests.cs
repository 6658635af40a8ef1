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
