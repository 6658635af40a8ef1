namespace OptiBuild.Engine.Caching;

/// <summary>The two parts of a cache: what keys stand for, and bytes by their hash.</summary>
enum CachePart { Ac, Cas }

/// <summary>A folder that all builds of a user share: <c>ac/xx/key</c> and <c>cas/xx/sha256</c>.</summary>
/// <remarks>
/// Files appear whole and are never written again in place, so that nobody has to wait for anybody: a reader sees the file or does not, and whoever takes it away meanwhile makes it a miss.
/// Reading a file makes it young. Nothing but the choice of what goes first depends on clocks.
/// </remarks>
sealed class LocalStore(string folder)
{
    /// <summary>A file that is being written, or was when its process ended.</summary>
    const string Temporary = ".tmp";

    /// <summary>Writing takes seconds. Anything older was left behind.</summary>
    static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    /// <summary>What remains when it has grown too large, as a share of what may: not every build has to look for the oldest.</summary>
    const double Kept = 0.9;

    /// <param name="most">A larger file is none that was asked for.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="IOException">Or <see cref="UnauthorizedAccessException"/>: the folder cannot be used.</exception>
    public byte[]? Read(CachePart part, string name, long most)
    {
        try
        {
            var path = PathOf(part, name);
            byte[] content;
            using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            {
                var length = RandomAccess.GetLength(file);
                if (length > most) return [];
                content = GC.AllocateUninitializedArray<byte>((int)length);
                var done = 0;
                for (int read; done < content.Length && (read = RandomAccess.Read(file, content.AsSpan(done), done)) > 0;) done += read;
                if (done < content.Length) return [];
            }
            Touch(path);
            return content;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">Or <see cref="UnauthorizedAccessException"/>: it cannot be written.</exception>
    public void Write(CachePart part, string name, ReadOnlySpan<byte> content)
    {
        var path = PathOf(part, name);
        var temporary = $"{path}.{Guid.NewGuid():N}{Temporary}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, preallocationSize: content.Length))
                RandomAccess.Write(file, content, 0);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Delete(temporary);

            // On Windows a file that somebody reads cannot be replaced; it holds the same.
            if (!(File.Exists(path) && new FileInfo(path).Length == content.Length)) throw;
        }
    }

    public void Drop(CachePart part, string name) => Delete(PathOf(part, name));

    /// <summary>Takes away what was not used for longest, until the rest has no more than so many bytes.</summary>
    /// <exception cref="IOException">Or <see cref="UnauthorizedAccessException"/>: the folder cannot be read.</exception>
    public void Trim(long most)
    {
        if (!Directory.Exists(folder)) return;
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var files = new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).Where(IsOurs)
            .Select(Stored).OfType<(string Path, long Size, DateTime Used)>().ToList();
        var unfinished = files.Where(f => f.Path.EndsWith(Temporary, StringComparison.Ordinal)).ToHashSet();
        foreach (var left in unfinished.Where(f => now - f.Used > Abandoned)) Delete(left.Path);
        files.RemoveAll(unfinished.Contains);
        var total = files.Sum(f => f.Size);
        if (total <= most) return;
        foreach (var oldest in files.OrderBy(f => f.Used).ThenBy(f => f.Path, StringComparer.Ordinal))
        {
            if (total <= most * Kept) break;
            Delete(oldest.Path);
            total -= oldest.Size;
        }
    }

    string PathOf(CachePart part, string name) => Path.Combine(folder, NameOf(part), name[..2], name);

    static string NameOf(CachePart part) => part == CachePart.Ac ? "ac" : "cas";

    /// <summary>The user may have named a folder that holds other things, too.</summary>
    bool IsOurs(FileInfo file)
    {
        var parts = Path.GetRelativePath(folder, file.FullName).Split(Path.DirectorySeparatorChar);
        return parts is ["ac" or "cas", { Length: 2 } prefix, var name] && name.Split('.') is [var hash, ..] && Digest.IsHash(hash) && hash.StartsWith(prefix, StringComparison.Ordinal);
    }

    /// <summary>Null where somebody took it away since it was listed.</summary>
    static (string, long, DateTime)? Stored(FileInfo file)
    {
        try
        {
            return (file.FullName, file.Length, file.LastWriteTimeUtc);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>In a folder that can only be read, nothing becomes young and nothing is taken away.</summary>
    static void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else is faster, or reads it still: the next one takes it away.
        }
    }
}
