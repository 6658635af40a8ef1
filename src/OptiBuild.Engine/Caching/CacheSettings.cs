using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace OptiBuild.Engine.Caching;

/// <summary>ReadOnly: nothing is put on the server.</summary>
public enum CacheMode { ReadWrite, ReadOnly, Off }

/// <summary>What a build says of caches; null is what it does not say. The folder is absolute.</summary>
public sealed record CacheWish(string? Folder, string? Size, string? Mode, string? Url);

/// <summary>Which caches are used, and how.</summary>
/// <param name="Folder">Null without a cache on this machine.</param>
/// <param name="Server">Null without one elsewhere.</param>
sealed record CacheSettings(string? Folder, long Size, Uri? Server, CacheMode Mode, AuthenticationHeaderValue? Credentials)
{
    public const string Token = "OPTIBUILD_CACHE_TOKEN", User = "OPTIBUILD_CACHE_USER", Password = "OPTIBUILD_CACHE_PASSWORD";

    const long DefaultSize = 2_000_000_000;

    static readonly (string Unit, long Bytes)[] Units = [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1000), ("B", 1), ("", 1)];

    /// <param name="told">Gets what is to be said; a setting that is none is as good as not being there, and the build goes on.</param>
    public static CacheSettings Of(CacheWish wish, Func<string, string?> environment, Action<Finding> told)
    {
        var mode = ModeOf(wish.Mode, told);
        if (mode == CacheMode.Off) return new(null, 0, null, CacheMode.Off, null);
        var size = SizeOf(wish.Size, told);
        var folder = size == 0 ? null : Set(wish.Folder) ?? CacheFolders.Default(environment);
        if (ServerOf(wish.Url, told) is not { } server) return new(folder, size, null, CacheMode.ReadWrite, null);
        if (mode is null && PullRequests.Sign(environment) is { } sign)
        {
            told(Diagnostics.CacheReadOnly.With(Shown(server), sign));
            mode = CacheMode.ReadOnly;
        }
        return new(folder, size, server, mode ?? CacheMode.ReadWrite, CredentialsOf(server, environment, told));
    }

    /// <summary>How messages name a server.</summary>
    public static string Shown(Uri server) => server.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    static CacheMode? ModeOf(string? text, Action<Finding> told)
    {
        if (Set(text) is not { } asked) return null;
        if (Enum.GetNames<CacheMode>().FirstOrDefault(n => n.Equals(asked, StringComparison.OrdinalIgnoreCase)) is { } name) return Enum.Parse<CacheMode>(name);
        told(Diagnostics.CacheSettingInvalid.With("OptiBuildCacheMode", $"'{asked}' is none of {string.Join(", ", Enum.GetNames<CacheMode>())}, so that no cache is used"));
        return CacheMode.Off;
    }

    static long SizeOf(string? text, Action<Finding> told)
    {
        if (Set(text) is not { } asked) return DefaultSize;
        var (unit, bytes) = Units.First(u => asked.EndsWith(u.Unit, StringComparison.OrdinalIgnoreCase));
        if (decimal.TryParse(asked[..^unit.Length].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue / bytes) return (long)(number * bytes);
        told(Diagnostics.CacheSettingInvalid.With("OptiBuildCacheSize", $"'{asked}' is no size such as 500MB or 2GB"));
        return DefaultSize;
    }

    /// <remarks>Texts of addresses stand in logs: none may hold a secret, and what is refused is not repeated.</remarks>
    static Uri? ServerOf(string? text, Action<Finding> told)
    {
        if (Set(text) is not { } asked) return null;
        var fault = !Uri.TryCreate(asked, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https") || server.Host.Length == 0 ? "it is no address that begins with https:// or http://"
            : server.UserInfo.Length > 0 ? $"it holds a user or a password, which logs would show; set the environment variable {Token}, or {User} and {Password}"
            : server.Query.Length + server.Fragment.Length > 0 ? "it holds '?' or '#', and an address of a cache ends with a path"
            : null;
        if (fault is null) return server;
        told(Diagnostics.CacheSettingInvalid.With("OptiBuildCacheUrl", fault));
        return null;
    }

    static AuthenticationHeaderValue? CredentialsOf(Uri server, Func<string, string?> environment, Action<Finding> told)
    {
        var (token, user) = (Set(environment(Token)), Set(environment(User)));
        if (token is null && user is null) return null;
        var name = token is not null ? Token : User;
        var fault = server.Scheme != "https" && !server.IsLoopback ? "the server's address begins with http://, over which anybody could read it"
            : (token ?? "").Any(c => c is <= ' ' or > '~') ? "it holds characters that no token has" : null;
        if (fault is null) return token is not null ? new("Bearer", token) : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{environment(Password)}")));
        told(Diagnostics.CacheSettingInvalid.With(name, fault));
        return null;
    }

    static string? Set(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
