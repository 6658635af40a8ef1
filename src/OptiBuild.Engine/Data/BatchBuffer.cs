namespace OptiBuild.Engine.Data;

/// <summary>Memory for one input of a batch, used again and again.</summary>
sealed class BatchBuffer
{
    byte[] bytes = [];

    /// <summary>Array <paramref name="input"/> of each sample in turn, the last one repeated until there are <paramref name="rows"/>.</summary>
    public ReadOnlyMemory<byte> Fill(List<Sample> samples, int input, int rows)
    {
        var size = samples[0].Arrays[input].Data.Length;
        var length = checked(size * rows);
        if (bytes.Length < length) bytes = new byte[length];
        for (var row = 0; row < rows; row++)
            samples[Math.Min(row, samples.Count - 1)].Arrays[input].Data.CopyTo(bytes.AsMemory(row * size, size));
        return bytes.AsMemory(0, length);
    }
}
