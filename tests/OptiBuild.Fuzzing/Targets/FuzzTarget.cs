using OptiBuild.Fuzzing.Mutators;

namespace OptiBuild.Fuzzing.Targets;

/// <summary>Something that reads bytes from outside.</summary>
/// <param name="Formats">Names of the rows of the table of formats that it covers.</param>
/// <param name="Run">Reads the bytes, to their end. The folder is its own, and is there.</param>
sealed record FuzzTarget(string Name, string[] Formats, Action<byte[], string> Run)
{
    /// <summary>How many inputs the build tries: some seconds' worth on one core.</summary>
    public required int Inputs { get; init; }

    /// <summary>What knows the form, beside those that change bytes.</summary>
    public Mutator[] Structure { get; init; } = [];

    /// <summary>Words of the form.</summary>
    public string[] Tokens { get; init; } = [];

    /// <summary>What may be thrown beside coded findings.</summary>
    public Type[] Allowed { get; init; } = [];

    /// <summary>
    /// What may be allocated for each byte. Deflate makes up to 1032 bytes of one, and a protobuf message without content, which takes two bytes, becomes
    /// objects of some hundred bytes on both sides of the reader.
    /// </summary>
    public long PerByte { get; init; } = 1000;

    /// <summary>What may be allocated whatever the input's length is.</summary>
    public long Constant { get; init; } = 64L << 20;
}
