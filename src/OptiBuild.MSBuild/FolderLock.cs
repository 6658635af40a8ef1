namespace OptiBuild.MSBuild;

/// <summary>Lets one build at a time write into the folder: an editor and a command line often build the same project at once.</summary>
sealed class FolderLock : IDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    readonly FileStream _file;

    FolderLock(FileStream file) => _file = file;

    /// <summary>Waits until the other build is done; null when cancelled before.</summary>
    public static FolderLock? Take(string folder, WaitHandle cancelled)
    {
        Directory.CreateDirectory(folder);
        do
        {
            try
            {
                return new FolderLock(new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException e) when (IsHeldByAnother(e))
            {
            }
        }
        while (!cancelled.WaitOne(Pause));
        return null;
    }

    // ERROR_SHARING_VIOLATION on Windows; EWOULDBLOCK of flock on Linux (11) and macOS (35). A full disk or a missing permission must not wait for ever.
    static bool IsHeldByAnother(IOException e) => (e.HResult & 0xFFFF) is 32 or 11 or 35;

    public void Dispose() => _file.Dispose();
}
