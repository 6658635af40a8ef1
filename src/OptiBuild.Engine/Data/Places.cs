namespace OptiBuild.Engine.Data;

/// <summary>Files and folders as messages name them: short, forward slashes.</summary>
static class Places
{
    public static string Name(string place)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(place));
        return name.Length > 0 ? name : place.Replace('\\', '/');
    }

    /// <summary>A file inside a data folder, from the folder on.</summary>
    public static string Name(string folder, string file) => Path.GetRelativePath(folder, file).Replace('\\', '/');

    /// <exception cref="OptiBuildException">OB3003.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptiBuildException(Diagnostics.DataUnreadable.With(Name(path), Sentence(e)), e);
        }
    }

    static string Sentence(Exception e) => e is UnauthorizedAccessException ? "access is denied." : "it is in use or the disk does not answer.";
}
