namespace OptiBuild.Engine.Data.Arrays;

/// <summary>NumPy's arrays as files: one, or a folder with one for each model input by name, and optionally labels.npy.</summary>
static class NpyFormat
{
    const string Extension = ".npy";

    public static bool Is(string place) => Directory.Exists(place) ? Arrays(place).Any()
        : File.Exists(place) && (IsArray(place) || FileStart.Of(place).StartsWith((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8]));

    public static Samples Open(DataRequest request)
    {
        if (File.Exists(request.Place)) return new ArraySet(request.Place, [Stem(request.Place)], _ => Read(request.Place), [request.Place]).For(request);
        string[] files = [.. Arrays(request.Place).Order(StringComparer.Ordinal)];
        var byName = files.ToDictionary(Stem, StringComparer.Ordinal);
        return new ArraySet(request.Place, [.. files.Select(Stem)], array => Read(byName[array]), files).For(request);
    }

    /// <exception cref="OptiBuildException">OB3003, OB3004, OB3005, OB3006, OB3007.</exception>
    public static ArrayReader Read(string path)
    {
        var name = Places.Name(path);
        var file = Places.Open(path);
        try
        {
            var header = NpyHeader.Read(file, name);
            if (file.Length != header.TotalBytes) throw new OptiBuildException(Diagnostics.DataDamaged.With(name, $"it has {file.Length} bytes, and its header promises {header.TotalBytes}"));
            return new ArrayReader(file, header, name);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    static IEnumerable<string> Arrays(string folder) => Directory.EnumerateFiles(folder).Where(IsArray);

    static bool IsArray(string file) => file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    static string Stem(string file) => Path.GetFileNameWithoutExtension(file);
}
