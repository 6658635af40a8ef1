namespace OptiBuild.Engine;

/// <summary>Files that are there as a whole or not at all, whatever ends the process.</summary>
public static class WholeFile
{
    /// <exception cref="OptiBuildException">OB1005: the file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
            using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, preallocationSize: content.Length))
                RandomAccess.Write(file, content, 0);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            Discard(temporary);
            throw new OptiBuildException(Diagnostics.OutputUnwritable.With(path.Replace('\\', '/'), Sentence(e.Message)), e);
        }
    }

    static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            // Nothing was written there; the first error is the one to tell.
        }
    }

    static string Sentence(string message) => message.EndsWith('.') ? message : message + ".";
}
