namespace OptiBuild.Engine;

/// <summary>Files that are there as a whole or not at all, whatever ends the process.</summary>
public static class WholeFile
{
    /// <exception cref="OptiBuildException">OB1005: the file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = Temporary(path);
        try
        {
            MakeFolder(path);
            using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, preallocationSize: content.Length))
                RandomAccess.Write(file, content, 0);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            throw Unwritable(path, temporary, e);
        }
    }

    /// <summary>Puts a file where another may be. What lies on another disk is copied there first.</summary>
    /// <exception cref="OptiBuildException">OB1005: the file cannot be written.</exception>
    public static void Move(string from, string path)
    {
        var temporary = Temporary(path);
        try
        {
            MakeFolder(path);
            File.Move(from, temporary, overwrite: true);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            throw Unwritable(path, temporary, e);
        }
    }

    /// <summary>Nothing where there is none.</summary>
    /// <exception cref="OptiBuildException">OB1005: the file cannot be removed.</exception>
    public static void Delete(string path)
    {
        try
        {
            if (File.Exists(path)) File.Delete(path);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            throw new OptiBuildException(Diagnostics.OutputUnwritable.With(path.Replace('\\', '/'), Sentence(e.Message)), e);
        }
    }

    static string Temporary(string path) => $"{path}.{Environment.ProcessId}.tmp";

    static void MakeFolder(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
    }

    static bool IsOfFiles(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    static OptiBuildException Unwritable(string path, string temporary, Exception e)
    {
        Discard(temporary);
        return new(Diagnostics.OutputUnwritable.With(path.Replace('\\', '/'), Sentence(e.Message)), e);
    }

    static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            // Nothing was written there; the first error is the one to tell.
        }
    }

    static string Sentence(string message) => message.EndsWith('.') ? message : message + ".";
}
