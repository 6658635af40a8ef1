namespace OptiBuild.Engine.Data.Arrays;

/// <summary>NumPy's archive: a zip of .npy arrays, one for each model input by name, and optionally <c>labels</c>.</summary>
static class NpzFormat
{
    public static bool Is(string place) => File.Exists(place)
        && (place.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) || FileStart.Of(place).StartsWith("PK\x03\x04"u8));

    public static Samples Open(DataRequest request) =>
        new ArraySet(request.Place, NpzFile.Names(request.Place), array => NpzFile.Read(request.Place, array), [request.Place]).For(request);
}
