using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;

namespace OptiBuild.Benchmarks.Peers;

/// <summary>Sizes of files as they ship.</summary>
/// <param name="known">A folder of sizes by content: the highest quality takes minutes for large files, and originals never change.</param>
sealed class Brotli(string known)
{
    const int Quality = 11, Window = 24;

    public long Length(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var note = Path.Combine(known, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        if (File.Exists(note)) return long.Parse(File.ReadAllText(note), CultureInfo.InvariantCulture);
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        if (!BrotliEncoder.TryCompress(bytes, packed, out var length, Quality, Window)) throw new Failed($"'{path}' cannot be compressed.");
        File.WriteAllText(note, length.ToString(CultureInfo.InvariantCulture));
        return length;
    }
}
