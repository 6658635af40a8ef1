namespace OptiBuild.Engine.Caching;

/// <summary>Where programs of a user keep what can be made again.</summary>
static class CacheFolders
{
    /// <summary>Null where the system does not say: users of services and containers may have no folder of their own.</summary>
    /// <remarks>XDG Base Directory Specification 0.8: a path that is not absolute is to be ignored.</remarks>
    public static string? Default(Func<string, string?> environment)
    {
        if (OperatingSystem.IsWindows()) return Below(environment("LOCALAPPDATA"), "OptiBuild", "cache");
        if (Below(environment("XDG_CACHE_HOME"), "optibuild") is { } named) return named;
        return OperatingSystem.IsMacOS() ? Below(environment("HOME"), "Library", "Caches", "optibuild") : Below(environment("HOME"), ".cache", "optibuild");
    }

    static string? Below(string? folder, params string[] names) => !string.IsNullOrEmpty(folder) && Path.IsPathFullyQualified(folder) ? Path.Combine([folder, .. names]) : null;
}
