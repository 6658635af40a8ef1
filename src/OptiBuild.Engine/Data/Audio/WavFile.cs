using System.Buffers.Binary;

namespace OptiBuild.Engine.Data.Audio;

/// <summary>Uncompressed sound: RIFF with PCM of 8, 16, 24 or 32 bits or floats of 32 or 64. http://soundfile.sapp.org/doc/WaveFormat</summary>
static class WavFile
{
    const int LargestFile = 1 << 28, ChunkHeader = 8, FormatLength = 16;

    /// <summary>Codes of formats; an extensible one says its own further on.</summary>
    const int Pcm = 1, Real = 3, Extensible = 0xFFFE, ExtensibleLength = 26;

    /// <param name="name">The file as messages show it.</param>
    /// <exception cref="OptiBuildException">OB3003, OB3004, OB3005, OB3007, OB3038.</exception>
    public static Sound Read(string path, string name)
    {
        using var file = Places.Open(path);
        if (file.Length > LargestFile) throw new OptiBuildException(Diagnostics.TooLarge.With(name, $"it has {file.Length} bytes", $"{LargestFile}"));
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return Parse(bytes, name);
    }

    static Sound Parse(ReadOnlySpan<byte> file, string name)
    {
        if (file.Length < 12 || !file.StartsWith("RIFF"u8) || !file[8..12].SequenceEqual("WAVE"u8)) throw Damaged(name, "it does not start as a .wav file does");
        ReadOnlySpan<byte> format = default;
        for (var rest = file[12..]; rest.Length >= ChunkHeader;)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (size > rest.Length - ChunkHeader) throw Damaged(name, $"a part of it claims {size} bytes, and {rest.Length - ChunkHeader} follow");
            var chunk = rest.Slice(ChunkHeader, (int)size);
            if (rest.StartsWith("fmt "u8)) format = chunk;
            if (rest.StartsWith("data"u8)) return Decode(format, chunk, name);
            // Chunks begin at even places.
            rest = rest[Math.Min(rest.Length, ChunkHeader + (int)size + ((int)size & 1))..];
        }
        throw Damaged(name, "it has no part 'data'");
    }

    static Sound Decode(ReadOnlySpan<byte> format, ReadOnlySpan<byte> data, string name)
    {
        if (format.Length < FormatLength) throw Damaged(name, "no complete part 'fmt ' stands before its data");
        int code = BinaryPrimitives.ReadUInt16LittleEndian(format), channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]), bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        if (code == Extensible && format.Length >= ExtensibleLength) code = BinaryPrimitives.ReadUInt16LittleEndian(format[(ExtensibleLength - 2)..]);
        if ((code, bits) is not ((Pcm, 8 or 16 or 24 or 32) or (Real, 32 or 64)))
            throw new OptiBuildException(Diagnostics.SoundForm.With(name, $"sound of format {code} with {bits} bits", "PCM of 8, 16, 24 or 32 bits, or floats"));
        if (channels == 0) throw Damaged(name, "it has no channels");

        var width = bits / 8;
        var length = data.Length / width / channels;
        if (length == 0) throw new OptiBuildException(Diagnostics.NoSamples.With(name, "the sound is empty"));
        var values = new float[length];
        for (var i = 0; i < length; i++)
        {
            var sum = 0.0;
            for (var c = 0; c < channels; c++) sum += Value(data.Slice((i * channels + c) * width, width), code == Real);
            values[i] = (float)(sum / channels);
        }
        return new Sound(BinaryPrimitives.ReadUInt32LittleEndian(format[4..]), values);
    }

    /// <summary>8 bits are without sign, more are with; the lowest level is −1.</summary>
    static double Value(ReadOnlySpan<byte> sample, bool isReal) => (sample.Length, isReal) switch
    {
        (4, true) => BinaryPrimitives.ReadSingleLittleEndian(sample),
        (8, true) => BinaryPrimitives.ReadDoubleLittleEndian(sample),
        (1, _)    => (sample[0] - 128) / 128.0,
        (2, _)    => BinaryPrimitives.ReadInt16LittleEndian(sample) / 32768.0,
        (3, _)    => ((sbyte)sample[2] << 16 | sample[1] << 8 | sample[0]) / 8388608.0,
        _         => BinaryPrimitives.ReadInt32LittleEndian(sample) / 2147483648.0,
    };

    static OptiBuildException Damaged(string name, string what) => new(Diagnostics.DataDamaged.With(name, what));
}
