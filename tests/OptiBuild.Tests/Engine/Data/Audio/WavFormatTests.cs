using OptiBuild.Engine.Data;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data.Audio;

public sealed class WavFormatTests : IDisposable
{
    readonly TempFolder folder = new();

    static readonly ModelInput Free = Ask.Floats("sound", null, null);

    [Theory]
    [InlineData(1, 8, new byte[] { 0, 128, 192 }, new[] { -1f, 0, 0.5f })]
    [InlineData(1, 16, new byte[] { 0, 0x80, 0, 0, 0, 0x40 }, new[] { -1f, 0, 0.5f })]
    [InlineData(1, 24, new byte[] { 0, 0, 0x80, 0, 0, 0, 0, 0, 0x40 }, new[] { -1f, 0, 0.5f })]
    [InlineData(1, 32, new byte[] { 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x40 }, new[] { -1f, 0, 0.5f })]
    [InlineData(3, 32, new byte[] { 0, 0, 0x80, 0xBF, 0, 0, 0, 0, 0, 0, 0, 0x3F }, new[] { -1f, 0, 0.5f })]
    [InlineData(3, 64, new byte[] { 0, 0, 0, 0, 0, 0, 0xF0, 0xBF, 0, 0, 0, 0, 0, 0, 0xE0, 0x3F }, new[] { -1f, 0.5f })]
    public void ReadsEveryForm(int code, int bits, byte[] data, float[] values)
    {
        folder.Write("a.wav", Wav.Of(code, bits, 1, data));

        Assert.Equal(values, Ask.For(folder.Path, Free).All().Single().Arrays[0].Values());
    }

    [Fact]
    public void MixesChannels()
    {
        folder.Write("a.wav", Wav.Of(1, 8, 2, [0, 128, 192, 64]));

        Assert.Equal([-0.5f, 0], Ask.For(folder.Path, Free).All().Single().Arrays[0].Values());
    }

    [Fact]
    public void ReadsTheExtensibleForm()
    {
        byte[] format = [0xFE, 0xFF, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0, 2, 0, 16, 0, 22, 0, 16, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
        folder.Write("a.wav", Wav.Riff(("fmt ", format), ("data", [0, 0x40])));

        Assert.Equal([0.5f], Ask.For(folder.Path, Free).All().Single().Arrays[0].Values());
    }

    [Theory]
    [InlineData(2, new[] { 0.5f, -0.5f })]
    [InlineData(4, new[] { 0.5f, -0.5f, 0.25f, 0 })]
    public void IsCutOrFilledUpToTheModelsLength(int length, float[] values)
    {
        folder.Write("a.wav", Wav.Shorts(16384, -16384, 8192));

        Assert.Equal(values, Ask.For(folder.Path, Ask.Floats("sound", null, length)).All().Single().Arrays[0].Values());
        Assert.Equal([1, length], Ask.For(folder.Path, Ask.Floats("sound", null, 1, length)).All().Single().Arrays[0].Shape);
        Assert.Equal([length], Ask.For(folder.Path, Ask.Floats("sound", length)).All().Single().Arrays[0].Shape);
    }

    [Fact]
    public void TakesSubFoldersForClasses()
    {
        foreach (var (name, level) in new[] { ("yes/a.wav", 1), ("no/b.wav", 2), ("no/a.wav", 3) }) folder.Write(name, Wav.Shorts((short)(level * 8192)));

        using var samples = Formats.Open(Ask.For(folder.Path, Free));

        Assert.Equal(["no", "yes"], samples.ClassNames);
        Assert.Equal([("no/a.wav", 0L), ("no/b.wav", 0L), ("yes/a.wav", 1L)], samples.Read(CancellationToken.None).Select(s => (s.Origin, s.Label!.Class!.Value)));
        Assert.Equal("no/b.wav", samples.Only(i => i == 1).Read(CancellationToken.None).Single().Origin);
    }

    [Fact, Provokes("OB3039")]
    public void RefusesAnotherRateThanTheOneThatIsSet()
    {
        folder.Write("a.wav", Wav.Shorts(1));

        Assert.Single(Ask.For(folder.Path, Free).With("SampleRate", "16000").All());
        Assert.Equal("'a.wav' has 16000 samples a second, and SampleRate=8000 is set. Resample the file, or change SampleRate.", Ask.For(folder.Path, Free).With("SampleRate", "8000").Refusal("OB3039"));
    }

    [Theory, Provokes("OB3038")]
    [InlineData(1, 12)]
    [InlineData(2, 4)]
    [InlineData(7, 8)]
    public void RefusesCompressedSound(int code, int bits)
    {
        folder.Write("a.wav", Wav.Of(code, bits, 1, [1, 2, 3, 4]));

        Assert.StartsWith($"'a.wav' holds sound of format {code} with {bits} bits, which is not read.", Ask.For(folder.Path, Free).Refusal("OB3038"));
    }

    [Fact, Provokes("OB3040")]
    public void RefusesModelsThatTakeNoSound()
    {
        folder.Write("a.wav", Wav.Shorts(1));

        foreach (var input in new[] { Ask.Floats("x", null, 3, 8, 8), Ask.Floats("x", null, 2, 8), Ask.Longs("x", null, 8), new ModelInput("x", ElementType.Float, [null, 1L << 40]) })
            Assert.StartsWith($"'{Places.Name(folder.Path)}' holds sounds, and the model has an input 'x' of", Ask.For(folder.Path, input).Refusal("OB3040"));
    }

    public void Dispose() => folder.Dispose();
}
