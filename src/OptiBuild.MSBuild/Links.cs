using System.Reflection;

namespace OptiBuild.MSBuild;

/// <summary>Links on the way to a file.</summary>
/// <remarks>.NET Standard does not say where one leads, .NET does. On .NET Framework paths stay as they are.</remarks>
static class Links
{
    /// <summary>As many as operating systems follow.</summary>
    const int Most = 40;

    static readonly MethodInfo? Resolve = typeof(FileSystemInfo).GetMethod("ResolveLinkTarget", [typeof(bool)]);

    /// <summary>The absolute path with every link replaced by what it points to; null where that has no end.</summary>
    public static string? Followed(string path)
    {
        var left = Most;
        return Followed(path, ref left);
    }

    static string? Followed(string path, ref int left)
    {
        var current = Path.GetPathRoot(path);
        foreach (var part in path.Substring(current.Length).Split([Path.DirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(current, part);
            var target = Target(new FileInfo(next));
            if (target is "" || (target is not null && --left < 0)) return null;
            if ((target is null ? next : Followed(target, ref left)) is not { } followed) return null;
            current = followed;
        }
        return current;
    }

    /// <summary>Null where the file is no link; empty where it is one in a circle.</summary>
    static string? Target(FileInfo file)
    {
        try
        {
            return ((FileSystemInfo?)Resolve?.Invoke(file, [true]))?.FullName;
        }
        catch (TargetInvocationException)
        {
            return "";
        }
    }
}
