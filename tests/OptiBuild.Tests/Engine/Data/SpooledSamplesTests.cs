using OptiBuild.Engine.Data;
using OptiBuild.Onnx;

namespace OptiBuild.Tests.Engine.Data;

public class SpooledSamplesTests
{
    const int Count = 10;

    [Fact]
    public void EverySampleIsAsInItsSourceOnEveryPass()
    {
        using var spooled = new SpooledSamples(new Costly(Count));

        Assert.Equal(Print(new Costly(Count)), Print(spooled));
        Assert.Equal(Print(new Costly(Count)), Print(spooled));
    }

    [Fact]
    public void EverySampleIsMadeOnce()
    {
        var source = new Costly(Count);
        using var spooled = new SpooledSamples(source);

        for (var pass = 0; pass < 3; pass++) _ = Print(spooled);

        Assert.Equal(Enumerable.Range(0, Count), source.Made);
    }

    [Fact]
    public void ViewsMakeWhatIsMissingOnly()
    {
        var source = new Costly(Count);
        using var spooled = new SpooledSamples(source);

        Assert.Equal(Print(new Costly(Count).Only(i => i % 3 == 1)), Print(spooled.Only(i => i % 3 == 1)));
        Assert.Equal([1, 4, 7], source.Made);
        Assert.Equal(Print(new Costly(Count).Only(i => i < 5)), Print(spooled.Only(i => i < 5)));
        Assert.Equal([1, 4, 7, 0, 2, 3], source.Made);
        Assert.Equal(Print(new Costly(Count)), Print(spooled));
        Assert.Equal([1, 4, 7, 0, 2, 3, 5, 6, 8, 9], source.Made);
    }

    [Fact]
    public void ViewOfAViewCountsFromTheView()
    {
        using var spooled = new SpooledSamples(new Costly(Count));

        var odd = spooled.Only(i => i % 2 == 1);
        var nested = odd.Only(i => i >= 2).Only(i => i != 1);

        Assert.Equal((5, 2, LabelKind.Classes), (odd.Count, nested.Count, nested.Labels));
        Assert.Equal(["sample 5", "sample 9"], nested.Read(default).Select(s => s.Origin));
        Assert.Equal(Print(new Costly(Count).Only(i => i is 5 or 9)), Print(nested));
    }

    [Fact]
    public void TakesSpreadOverTheData()
    {
        using var spooled = new SpooledSamples(new Costly(Count));

        Assert.Equal(Print(new Costly(Count).Take(4)), Print(spooled.Take(4)));
    }

    [Fact]
    public void SeveralPassesAtTheSameTimeSeeTheSame()
    {
        var source = new Costly(Count);
        using var spooled = new SpooledSamples(source);
        var (first, second) = (new List<string>(), new List<string>());

        using (var a = spooled.Read(default).GetEnumerator())
        using (var b = spooled.Only(i => i % 2 == 0).Read(default).GetEnumerator())
            while (a.MoveNext())
            {
                first.Add(Print(a.Current));
                if (b.MoveNext()) second.Add(Print(b.Current));
            }

        Assert.Equal(Print(new Costly(Count)), first);
        Assert.Equal(Print(new Costly(Count).Only(i => i % 2 == 0)), second);
        Assert.Equal(Print(new Costly(Count)), Print(spooled));
    }

    [Fact]
    public void PassThatIsLeftEarlyCostsNothingTwice()
    {
        var source = new Costly(Count);
        using var spooled = new SpooledSamples(source);

        Assert.Equal(3, spooled.Read(default).Take(3).Count());
        Assert.Equal(0, source.Open);
        Assert.Equal(Print(new Costly(Count)), Print(spooled));

        Assert.Equal(Enumerable.Range(0, Count), source.Made);
    }

    [Fact]
    public void PassThatFailsGoesOnLater()
    {
        var source = new Costly(Count) { Damaged = 4 };
        using var spooled = new SpooledSamples(source);

        Assert.Throws<InvalidDataException>(() => Print(spooled));
        source.Damaged = null;

        Assert.Equal(Print(new Costly(Count)), Print(spooled));
        Assert.Equal(Enumerable.Range(0, Count), source.Made);
    }

    [Fact]
    public void StopsWhenCancelledAlsoAmongKeptSamples()
    {
        using var spooled = new SpooledSamples(new Costly(Count));
        _ = Print(spooled);
        using var stop = new CancellationTokenSource();
        using var pass = spooled.Read(stop.Token).GetEnumerator();
        Assert.True(pass.MoveNext());

        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => pass.MoveNext());
    }

    [Fact]
    public void TellsOfItsSource()
    {
        using var spooled = new SpooledSamples(new Costly(Count));

        Assert.Equal((Count, LabelKind.Classes, "made up", false), (spooled.Count, spooled.Labels, spooled.Hash(), spooled.AreCostly));
        Assert.Equal("made up", spooled.Only(i => i == 0).Hash());
    }

    [Fact]
    public void EmptySetIsEmpty()
    {
        using var spooled = new SpooledSamples(new Costly(0));

        Assert.Empty(spooled.Read(default));
    }

    [Fact]
    public void NothingIsLeftBehind()
    {
        var source = new Costly(Count);
        var before = Folders();
        var spooled = new SpooledSamples(source);
        var made = Folders().Except(before).Where(f => File.Exists(Path.Combine(f, "samples"))).ToArray();
        _ = Print(spooled);

        spooled.Dispose();

        // Other tests may hold folders of their own meanwhile.
        Assert.Contains(made, f => !Directory.Exists(f));
        Assert.True(source.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => Print(spooled));
    }

    static string[] Folders() => Directory.GetDirectories(Path.GetTempPath(), "optibuild-*");

    static string[] Print(Samples samples) => [.. samples.Read(default).Select(Print)];

    static string Print(Sample s) => $"{s.Origin} {s.Label} {string.Join(' ', s.Arrays.Select(a => $"{a.Input} {a.Type} [{string.Join(',', a.Shape)}] {Convert.ToHexString(a.Data.Span)}"))}";

    /// <summary>Samples of two arrays whose shapes vary, one of them empty now and then. Like a folder of images it makes only what is wanted.</summary>
    sealed class Costly(int count) : Samples
    {
        public List<int> Made { get; } = [];
        public int Open { get; private set; }
        public bool IsDisposed { get; private set; }
        public int? Damaged { get; set; }

        public override int Count => count;
        public override LabelKind Labels => LabelKind.Classes;
        public override bool AreCostly => true;
        public override string Hash() => "made up";

        public override IEnumerable<Sample> Read(CancellationToken cancel) => Read([.. Enumerable.Range(0, count)]);

        public override Samples Only(Func<int, bool> wanted) => new Part(this, [.. Enumerable.Range(0, count).Where(wanted)]);

        public override void Dispose()
        {
            IsDisposed = true;
            base.Dispose();
        }

        IEnumerable<Sample> Read(int[] numbers)
        {
            Open++;
            try
            {
                foreach (var i in numbers) yield return Make(i);
            }
            finally
            {
                Open--;
            }
        }

        Sample Make(int i)
        {
            if (i == Damaged) throw new InvalidDataException();
            Made.Add(i);
            var (bytes, longs) = (Enumerable.Range(0, 1 + i % 4).Select(b => (byte)(i + b)).ToArray(), new byte[8 * (i % 3)]);
            longs.AsSpan().Fill((byte)(100 + i));
            return new([new("a", ElementType.UInt8, [bytes.Length], bytes), new("b", ElementType.Int64, [i % 3, 1], longs)], new Label(i, null), $"sample {i}");
        }

        sealed class Part(Costly all, int[] numbers) : Samples
        {
            public override int Count => numbers.Length;
            public override LabelKind Labels => all.Labels;
            public override IEnumerable<Sample> Read(CancellationToken cancel) => all.Read(numbers);
            public override string Hash() => all.Hash();
        }
    }
}
