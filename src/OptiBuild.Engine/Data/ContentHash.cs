using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OptiBuild.Engine.Data;

/// <summary>SHA-256 over files: names and lengths go in too, so that no two different sets of files look alike.</summary>
static class ContentHash
{
    public static string Of(IEnumerable<(string Name, string Path)> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        foreach (var (name, path) in files)
        {
            using var file = Places.Open(path);
            var text = Encoding.UTF8.GetBytes(name);
            Append(hash, text.Length);
            hash.AppendData(text);
            Append(hash, file.Length);
            while (file.Read(buffer) is > 0 and var read) hash.AppendData(buffer, 0, read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>A data file and, where labels are kept apart, theirs. The file's own name does not matter.</summary>
    public static string Of(string path, LabelSource labels) =>
        Of([("data", path), .. labels.Files.Select(f => ("labels", f))]);

    static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
