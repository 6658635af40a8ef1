using System.Buffers.Binary;
using System.Security.Cryptography;

namespace OptiBuild.Engine.Data;

/// <summary>What tells samples apart, in 16 bytes each: the first half of a SHA-256.</summary>
/// <remarks>
/// Of a sample's arrays in the model's order, with their types and lengths and without their shapes: the same sample looks the same in any format, with any label.
/// Where both sets lie in files, one for each sample, the files are hashed and nothing is decoded.
/// </remarks>
static class Fingerprints
{
    public static UInt128[] Of(Samples samples, CancellationToken cancel) => Sources(samples) is { } files ? OfFiles(files, cancel) : OfArrays(samples, cancel);

    /// <summary>Of two sets, made alike.</summary>
    public static (UInt128[] First, UInt128[] Second) Of(Samples first, Samples second, CancellationToken cancel) =>
        Sources(first) is { } one && Sources(second) is { } other
            ? (OfFiles(one, cancel), OfFiles(other, cancel))
            : (OfArrays(first, cancel), OfArrays(second, cancel));

    static IReadOnlyList<string>? Sources(Samples samples) => samples.Files is { } files && files.Count == samples.Count ? files : null;

    static UInt128[] OfArrays(Samples samples, CancellationToken cancel)
    {
        var all = new List<UInt128>();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var sample in samples.Read(cancel))
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var array in sample.Arrays) Append(hash, array);
            all.Add(Half(hash));
        }
        return [.. all];
    }

    static UInt128[] OfFiles(IReadOnlyList<string> files, CancellationToken cancel)
    {
        var all = new UInt128[files.Count];
        Parallel.For(0, files.Count, new ParallelOptions { CancellationToken = cancel }, i =>
        {
            using var file = Places.Open(files[i]);
            all[i] = BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(file));
        });
        return all;
    }

    static void Append(IncrementalHash hash, SampleArray array)
    {
        Span<byte> head = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(head, (int)array.Type);
        BinaryPrimitives.WriteInt32LittleEndian(head[sizeof(int)..], array.Data.Length);
        hash.AppendData(head);
        hash.AppendData(array.Data.Span);
    }

    static UInt128 Half(IncrementalHash hash)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(bytes);
        return BinaryPrimitives.ReadUInt128LittleEndian(bytes);
    }
}
