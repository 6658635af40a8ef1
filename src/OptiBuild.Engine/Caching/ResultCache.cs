using System.Collections.Concurrent;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Caching;

/// <summary>An entry, complete.</summary>
sealed record CachedFiles(ResultOrigin Origin, IReadOnlyDictionary<string, byte[]> Files);

/// <summary>Results of earlier runs: in a folder of this machine, and on a server. Whatever goes wrong here is a message, and the result is made.</summary>
/// <remarks>Several models may ask at once. A server or a folder that failed is not asked again, so that a build waits once at most.</remarks>
public sealed class ResultCache : IDisposable
{
    /// <summary>An ActionResult of three files has 500 bytes; servers may add some.</summary>
    const int MostOfAction = 1 << 16;

    readonly CacheSettings settings;
    readonly LocalStore? local;
    readonly RemoteStore? remote;
    readonly ConcurrentQueue<Finding> findings = new();
    volatile bool localFailed, remoteFailed, remoteRefuses;

    internal ResultCache(CacheSettings settings, Patience patience)
    {
        this.settings = settings;
        if (settings.Folder is { } folder) local = new(folder);
        if (settings.Server is { } server) remote = new(server, settings.Credentials, patience);
    }

    /// <returns>Null where none is wanted, or none can be used.</returns>
    public static (ResultCache? Cache, IReadOnlyList<Finding> Findings) Open(CacheWish wish, Func<string, string?> environment)
    {
        var told = new List<Finding>();
        var settings = CacheSettings.Of(wish, environment, told.Add);
        return (settings is { Folder: null, Server: null } ? null : new(settings, Patience.Default), told);
    }

    /// <summary>What there is to say since this was asked last.</summary>
    internal IReadOnlyList<Finding> TakeFindings()
    {
        var taken = new List<Finding>();
        while (findings.TryDequeue(out var finding)) taken.Add(finding);
        return taken;
    }

    /// <param name="expected">The files of an entry, each with the bytes that it may have at most.</param>
    /// <returns>Null where there is no entry that is whole.</returns>
    internal CachedFiles? Find(string key, IReadOnlyDictionary<string, long> expected, CancellationToken cancel) =>
        OnMachine(() => Find(ResultOrigin.Local, key, expected, (part, name, most) => local!.Read(part, name, most)))
        ?? OnServer(() => Find(ResultOrigin.Remote, key, expected, (part, name, most) => Held(part, name, most) ?? remote!.Get(part, name, most, cancel)));

    /// <summary>Puts an entry where there is none, or none that is whole.</summary>
    internal void Keep(string key, IReadOnlyDictionary<string, byte[]> files, CancellationToken cancel)
    {
        KeepHere(key, files);
        if (settings.Mode != CacheMode.ReadWrite || remoteRefuses) return;
        OnServer(() => Keep(key, files, (part, name, content) => remote!.Put(part, name, content, cancel)), Failing.Writing);
    }

    /// <summary>The same, on this machine only: what a server gave.</summary>
    internal void KeepHere(string key, IReadOnlyDictionary<string, byte[]> files) => OnMachine(() => Keep(key, files, (part, name, content) => local!.Write(part, name, content)));

    /// <summary>An entry whose bytes are those that were put, and yet no result.</summary>
    internal void Damaged(string key, ResultOrigin origin, string reason)
    {
        local?.Drop(CachePart.Ac, key);
        findings.Enqueue(Diagnostics.CacheEntryDamaged.With(Place(origin), reason));
    }

    CachedFiles? Find(ResultOrigin origin, string key, IReadOnlyDictionary<string, long> expected, Func<CachePart, string, long, byte[]?> read)
    {
        if (read(CachePart.Ac, key, MostOfAction) is not { } action) return null;
        try
        {
            var digests = ActionResult.Read(action);
            var files = new Dictionary<string, byte[]>();
            foreach (var (name, most) in expected)
            {
                if (!digests.TryGetValue(name, out var digest) || digest.Size > most) throw new InvalidDataException($"'{name}' is missing in it, or too large");
                if (read(CachePart.Cas, digest.Hash, digest.Size) is not { } content) return null;
                if (!digest.IsOf(content)) throw Wrong(origin, digest);
                files[name] = content;
            }
            return new(origin, files);
        }
        catch (InvalidDataException e)
        {
            Damaged(key, origin, e.Message);
            return null;
        }
    }

    InvalidDataException Wrong(ResultOrigin origin, Digest digest)
    {
        if (origin == ResultOrigin.Local) local!.Drop(CachePart.Cas, digest.Hash);
        return new($"the bytes under {digest.Hash} are others");
    }

    /// <summary>Bytes that another entry of this machine has already.</summary>
    byte[]? Held(CachePart part, string name, long most) => part != CachePart.Cas ? null
        : OnMachine(() => local!.Read(part, name, most) is { } content && new Digest(name, most).IsOf(content) ? content : null);

    /// <remarks>The entry last, so that what it names is there when it is.</remarks>
    static byte[]? Keep(string key, IReadOnlyDictionary<string, byte[]> files, Action<CachePart, string, byte[]> write)
    {
        var digests = files.ToDictionary(f => f.Key, f => Digest.Of(f.Value), StringComparer.Ordinal);
        foreach (var (name, content) in files) write(CachePart.Cas, digests[name].Hash, content);
        write(CachePart.Ac, key, ActionResult.Write(digests));
        return null;
    }

    T? OnMachine<T>(Func<T?> use) where T : class
    {
        if (local is null || localFailed) return null;
        try
        {
            return use();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            if (!localFailed) findings.Enqueue(Diagnostics.CacheFolderUnusable.With(settings.Folder!.Replace('\\', '/'), e.Message.TrimEnd('.') + "."));
            localFailed = true;
            return null;
        }
    }

    enum Failing { Reading, Writing }

    T? OnServer<T>(Func<T?> use, Failing at = Failing.Reading) where T : class
    {
        if (remote is null || remoteFailed) return null;
        try
        {
            return use();
        }
        catch (RemoteException e)
        {
            Failed(e, at);
            return null;
        }
    }

    /// <summary>Who may not write may still read.</summary>
    void Failed(RemoteException e, Failing at)
    {
        var isRefused = at == Failing.Writing && e.IsAnswer;
        if (!remoteFailed && !(isRefused && remoteRefuses))
            findings.Enqueue((isRefused ? Diagnostics.CacheServerRefuses : Diagnostics.CacheServerUnusable).With(CacheSettings.Shown(settings.Server!), e.Message));
        if (isRefused) remoteRefuses = true;
        else remoteFailed = true;
    }

    string Place(ResultOrigin origin) => origin == ResultOrigin.Local ? $"'{settings.Folder!.Replace('\\', '/')}'" : $"at '{CacheSettings.Shown(settings.Server!)}'";

    /// <summary>Makes room for later results.</summary>
    public void Dispose()
    {
        OnMachine(() =>
        {
            local!.Trim(settings.Size);
            return "";
        });
        remote?.Dispose();
    }
}
