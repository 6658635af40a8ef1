using System.IO.Compression;

namespace OptiBuild.Engine.Data;

/// <summary>The arrays in a .npz archive. Each reader has a handle of its own, so several arrays are read side by side.</summary>
static class NpzFile
{
    const string Extension = ".npy";

    /// <exception cref="OptiBuildException">OB3003, OB3004.</exception>
    public static IReadOnlyList<string> Names(string path)
    {
        using var archive = Open(path);
        return [.. archive.Entries.Select(e => e.FullName).Where(n => n.EndsWith(Extension, StringComparison.Ordinal)).Select(n => n[..^Extension.Length]).Distinct()];
    }

    /// <exception cref="OptiBuildException">OB3003, OB3004, OB3006, OB3007.</exception>
    public static NpyReader Read(string path, string array)
    {
        var name = $"{Places.Name(path)}, array '{array}'";
        var archive = Open(path);
        try
        {
            var entry = archive.GetEntry(array + Extension) ?? throw Damaged(name, "it is gone");
            var reader = new NpyReader(entry.Open(), name) { Owner = archive };
            if (entry.Length < reader.Header.TotalBytes) throw Damaged(name, $"it has {entry.Length} bytes, and its header promises {reader.Header.TotalBytes}");
            return reader;
        }
        catch (InvalidDataException e)
        {
            archive.Dispose();
            throw new OptiBuildException(Diagnostics.DataDamaged.With(name, "it cannot be decompressed"), e);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    static ZipArchive Open(string path)
    {
        var file = Places.Open(path);
        try
        {
            return new ZipArchive(file, ZipArchiveMode.Read);
        }
        catch (InvalidDataException e)
        {
            file.Dispose();
            throw new OptiBuildException(Diagnostics.DataDamaged.With(Places.Name(path), "it is not a complete zip archive"), e);
        }
    }

    static OptiBuildException Damaged(string name, string what) => new(Diagnostics.DataDamaged.With(name, what));
}
