namespace OptiBuild.Engine.Data;

/// <summary>The first bytes of a file, by which formats are recognized.</summary>
static class FileStart
{
    const int Longest = 16;

    public static ReadOnlySpan<byte> Of(string path)
    {
        using var file = Places.Open(path);
        var bytes = new byte[Longest];
        return bytes.AsSpan(0, file.ReadAtLeast(bytes, Longest, throwOnEndOfStream: false));
    }
}
