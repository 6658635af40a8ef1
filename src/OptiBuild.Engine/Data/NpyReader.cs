namespace OptiBuild.Engine.Data;

/// <summary>The samples of a .npy stream, one after the other, read in blocks of some of them.</summary>
sealed class NpyReader : IDisposable
{
    /// <summary>Below the size from which .NET keeps objects until a full collection.</summary>
    const int BlockBytes = 1 << 16;

    readonly Stream stream;
    readonly string name;
    byte[] block = [];
    int position, remaining;

    public NpyReader(Stream stream, string name)
    {
        (this.stream, this.name) = (stream, name);
        Header = NpyHeader.Read(stream, name);
        remaining = Header.Count;
    }

    public NpyHeader Header { get; }

    /// <summary>What the stream is read from, disposed with it.</summary>
    public IDisposable? Owner { get; init; }

    /// <summary>The elements of the next sample; the memory is the caller's.</summary>
    /// <exception cref="OptiBuildException">OB3004.</exception>
    public ReadOnlyMemory<byte> Next()
    {
        if (position == block.Length) Fill();
        position += Header.SampleBytes;
        return block.AsMemory(position - Header.SampleBytes, Header.SampleBytes);
    }

    void Fill()
    {
        var samples = Math.Min(remaining, Math.Max(1, BlockBytes / Math.Max(1, Header.SampleBytes)));
        block = new byte[samples * Header.SampleBytes];
        position = 0;
        remaining -= samples;
        try
        {
            stream.ReadExactly(block);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new OptiBuildException(Diagnostics.DataDamaged.With(name, $"it ends before the {Header.Count} samples that its header promises"), e);
        }
    }

    public void Dispose()
    {
        stream.Dispose();
        Owner?.Dispose();
    }
}
