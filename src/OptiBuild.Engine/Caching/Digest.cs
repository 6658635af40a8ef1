using System.Security.Cryptography;

namespace OptiBuild.Engine.Caching;

/// <summary>Which bytes: their SHA-256 in lower case, and how many there are.</summary>
readonly record struct Digest(string Hash, long Size)
{
    const int HashLength = 2 * SHA256.HashSizeInBytes;

    public static Digest Of(ReadOnlySpan<byte> content) => new(Convert.ToHexStringLower(SHA256.HashData(content)), content.Length);

    public bool IsOf(ReadOnlySpan<byte> content) => content.Length == Size && Of(content) == this;

    /// <summary>Such a text is a file's name and a part of an address as it is.</summary>
    public static bool IsHash(string text) => text.Length == HashLength && text.All(char.IsAsciiHexDigitLower);
}
