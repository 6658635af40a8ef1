using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data;

/// <summary>Whatever a file holds, reading it ends in samples or in one finding of the data's range, soon and in little memory.</summary>
[Collection(Alone.Name)]
public sealed class BadFilesTests : IDisposable
{
    /// <summary>Far above what any of these small files can need; buffers of decoders and the largest allowed texts are 16 MB.</summary>
    const long MostBytes = 200L << 20;

    /// <summary>Reading takes milliseconds; the machine may be busy.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    readonly TempFolder folder = new();

    static readonly ModelInput Input = Ask.Floats("x", null, 4);
    static readonly ModelInput Image = Ask.Floats("x", null, 1, 2, 2);

    static readonly byte[] Npz = Npy.Zip(("x", Npy.Floats([2, 4], 1, 2, 3, 4, 5, 6, 7, 8)), ("labels", Npy.Longs([2], 0, 1)));
    static readonly byte[] Wave = Wav.Shorts(1, 2, 3, 4, 5, 6, 7, 8);
    static readonly byte[] Pixels = Idx.Of(8, [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);

    /// <summary>One good file for each format, small enough to be cut at every byte.</summary>
    static readonly Dictionary<string, (byte[] Content, ModelInput Input)> Good = new()
    {
        ["d.npz"]          = (Npz, Input),
        ["d.npy"]          = (Npy.Floats([2, 4], 1, 2, 3, 4, 5, 6, 7, 8), Input),
        ["d.csv"]          = ("a,b,c,d,label\n1,2,3,4,cat\n5,6,7,8,\"dog\"\n"u8.ToArray(), Input),
        ["d.tsv"]          = ("1\t2\t3\t4\t0\n5\t6\t7\t8\t1\n"u8.ToArray(), Input),
        ["d.jsonl"]        = ("{\"x\": [1, 2, 3, 4], \"label\": 1}\n{\"x\": [1, 2, 3, 4], \"label\": 0}\n"u8.ToArray(), Input),
        ["d.json"]         = ("{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}], \"categories\": [{\"id\": 3, \"name\": \"cat\"}], \"annotations\": [{\"image_id\": 1, \"category_id\": 3, \"bbox\": [0, 1, 1, 1]}]}"u8.ToArray(), Image),
        ["d.txt"]          = ("a.png cat\n\"a.png\" dog\n"u8.ToArray(), Image),
        ["d-idx3-ubyte"]   = (Pixels, Image),
        ["d-ubyte.gz"]     = (Idx.Gzip(Pixels), Image),
        ["s/d.wav"]        = (Wave, Input),
        ["t/input_0.pb"]   = ([8, 1, 8, 4, 16, 1, 74, 16, 0, 0, 128, 63, 0, 0, 128, 63, 0, 0, 128, 63, 0, 0, 128, 63], Input),
    };

    public static TheoryData<string> Names => [.. Good.Keys];

    DataRequest Request(string name, byte[] content)
    {
        folder.Write("a.png", Png.Gray(2, 2, (_, _) => 1));
        var path = folder.Write(name, content);
        return Ask.For(name.Contains('/') ? Path.GetDirectoryName(path)! : path, Good[name].Input);
    }

    /// <returns>The code, or an empty text for samples.</returns>
    static string Outcome(DataRequest request)
    {
        var before = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        var code = "";
        try
        {
            Assert.NotEmpty(request.All());
        }
        catch (OptiBuildException e)
        {
            code = e.Finding.Diagnostic.Code;
            Assert.InRange(e.Finding.Diagnostic.Number, 3001, 3999);
            Assert.DoesNotContain('\n', e.Message);
            Assert.DoesNotContain("   at ", e.Message);
        }
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, MostBytes);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Longest);
        return code;
    }

    [Theory, MemberData(nameof(Names))]
    public void TheGoodFileIsRead(string name)
    {
        Assert.Equal("", Outcome(Request(name, Good[name].Content)));
    }

    [Theory, MemberData(nameof(Names))]
    public void CutFilesEndInAFindingOrInSamples(string name)
    {
        var content = Good[name].Content;
        var codes = new HashSet<string>();

        for (var length = 0; length < content.Length; length++) codes.Add(Outcome(Request(name, content[..length])));

        Assert.Contains(codes, c => c.Length > 0);
    }

    [Theory, MemberData(nameof(Names))]
    public void ChangedFilesEndInAFindingOrInSamples(string name)
    {
        var random = new Random(name.Length);
        var codes = new HashSet<string>();

        for (var round = 0; round < 400; round++)
        {
            var content = Good[name].Content.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
                content[random.Next(content.Length)] = random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)random.Next(256) };
            codes.Add(Outcome(Request(name, content)));
        }

        Assert.Contains(codes, c => c.Length > 0);
    }

    [Theory, MemberData(nameof(Names))]
    public void ForeignFilesEndInAFinding(string name)
    {
        byte[][] foreign = [[], [0], new byte[5000], [.. Enumerable.Repeat((byte)0xFF, 5000)], [.. "MZ this is something else"u8], [.. "\"\"\"\"\"\"\""u8], [.. Enumerable.Repeat((byte)'[', 5000)], [.. Enumerable.Repeat((byte)',', 5000)]];

        Assert.All(foreign, f => Assert.NotEqual("", Outcome(Request(name, f))));
    }

    /// <summary>2 GiB of zeros in 2 MB: a bomb by the standards of deflate, whose limit is a factor of 1032.</summary>
    [Theory, Provokes("OB3034")]
    [InlineData("d.npz")]
    [InlineData("d-ubyte.gz")]
    public void BombsAreRefusedBeforeTheyAreRead(string name)
    {
        const long size = 1L << 31;
        var path = folder.File(name);
        var isZip = name.EndsWith(".npz");
        using (var file = File.Create(path))
        using (var zip = isZip ? new ZipArchive(file, ZipArchiveMode.Create) : null)
        using (var stream = zip?.CreateEntry("x.npy", CompressionLevel.Optimal).Open() ?? new GZipStream(file, CompressionLevel.Optimal))
        {
            var header = isZip ? Npy.Raw(Npy.Header("|u1", "False", size / 4, 4), []) : Idx.Of(8, [(uint)(size / 4), 2, 2], []);
            stream.Write(header);
            var zeros = new byte[1 << 20];
            for (var written = 0L; written < size; written += zeros.Length) stream.Write(zeros);
        }

        Assert.Contains("that claim to become 21474", Ask.For(path, isZip ? Input : Image).Refusal("OB3034"));
    }

    [Fact]
    public void GzipThatHoldsLessThanItsHeaderSaysIsRefused()
    {
        Assert.Equal("OB3004", Outcome(Request("d-ubyte.gz", Idx.Gzip(Idx.Of(8, [1000, 2, 2], new byte[100])))));
    }

    [Theory]
    [InlineData(0xFFFFFFFFu, 0xFFFFFFFFu, "OB3007")]
    [InlineData(2u, 0xFFFFFFFFu, "OB3007")]
    [InlineData(0xFFFFFFFFu, 2u, "OB3007")]
    [InlineData(1000u, 1000u, "OB3004")]
    [InlineData(0u, 2u, "OB3005")]
    [InlineData(2u, 0u, "OB3005")]
    public void SizesOfIdxAreCheckedBeforeMemoryIsAskedFor(uint count, uint side, string code)
    {
        Assert.Equal(code, Outcome(Request("d-idx3-ubyte", Idx.Of(8, [count, side, side], new byte[count == 0 ? 0 : 8]))));
    }

    [Theory]
    [InlineData("data", 0xFFFFFFFFu)]
    [InlineData("fmt ", 0x7FFFFFFFu)]
    [InlineData("LIST", 0xFFFFFFF0u)]
    public void SizesOfSoundPartsAreChecked(string part, uint size)
    {
        var bytes = Wave.ToArray();
        BitConverter.GetBytes(size).CopyTo(bytes, bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(part)) + 4);

        Assert.Equal("OB3004", Outcome(Request("s/d.wav", bytes)));
    }

    [Fact]
    public void NamesInArchivesAreNames()
    {
        Assert.Equal("", Outcome(Request("d.npz", Npy.Zip(("../../outside", Npy.Floats([1, 4], 1, 2, 3, 4))))));
        Assert.False(File.Exists(Path.GetFullPath(Path.Combine(folder.Path, "../../outside.npy"))));
    }

    [Fact]
    public void NotANumberInASoundIsRefused()
    {
        Assert.Equal("OB3011", Outcome(Request("s/d.wav", Wav.Of(3, 32, 1, [.. BitConverter.GetBytes(float.NaN), .. BitConverter.GetBytes(1f)]))));
    }

    public void Dispose() => folder.Dispose();
}
