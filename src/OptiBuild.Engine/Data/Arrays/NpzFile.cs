using System.IO.Compression;

namespace OptiBuild.Engine.Data.Arrays;

/// <summary>The arrays in a .npz archive. Each reader has a handle of its own, so several arrays are read side by side.</summary>
static class NpzFile
{
    const string Extension = ".npy";

    /// <summary>Models have some inputs; each entry that nobody asks for costs memory.</summary>
    const int MostEntries = 1 << 14;

    /// <exception cref="OptiBuildException">OB3003, OB3004, OB3070.</exception>
    public static IReadOnlyList<string> Names(string path)
    {
        using var archive = Open(path);
        if (archive.Entries.Count is > MostEntries and var count)
            throw new OptiBuildException(Diagnostics.ArchiveEntries.With(Places.Name(path), count, MostEntries.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return [.. archive.Entries.Select(e => e.FullName).Where(n => n.EndsWith(Extension, StringComparison.Ordinal)).Select(n => n[..^Extension.Length]).Distinct()];
    }

    /// <exception cref="OptiBuildException">OB3003, OB3004, OB3005, OB3006, OB3007, OB3034.</exception>
    public static ArrayReader Read(string path, string array)
    {
        var name = $"{Places.Name(path)}, array '{array}'";
        var archive = Open(path);
        try
        {
            var entry = archive.GetEntry(array + Extension) ?? throw Damaged(name, "it is gone");
            var stream = entry.Open();
            var header = NpyHeader.Read(stream, name);
            if (entry.Length != header.TotalBytes) throw Damaged(name, $"it has {entry.Length} bytes, and its header promises {header.TotalBytes}");
            Expansion.Require(entry.CompressedLength, entry.Length, name);
            return new ArrayReader(stream, header, name) { Owner = archive };
        }
        catch (Exception e) when (IsDamage(e))
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
            var archive = new ZipArchive(file, ZipArchiveMode.Read);
            _ = archive.Entries.Count;
            return archive;
        }
        catch (Exception e) when (IsDamage(e))
        {
            file.Dispose();
            throw new OptiBuildException(Diagnostics.DataDamaged.With(Places.Name(path), "it is not a complete zip archive"), e);
        }
    }

    /// <summary>What ZipArchive throws for archives whose fields contradict each other.</summary>
    static bool IsDamage(Exception e) => e is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException;

    static OptiBuildException Damaged(string name, string what) => new(Diagnostics.DataDamaged.With(name, what));
}
