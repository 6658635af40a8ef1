using System.Globalization;
using Google.Protobuf.Collections;
using Microsoft.Win32.SafeHandles;

namespace OptiBuild.Onnx;

/// <summary>Weights in files beside the model. https://onnx.ai/onnx/repo-docs/ExternalData.html</summary>
/// <remarks>
///   location  path relative to the model's folder, which it may not leave: not rooted, no "..", no link to elsewhere
///   offset    first byte, 0 where left out
///   length    bytes, the tensor's size where left out
/// </remarks>
sealed class ExternalData(string? folder) : IDisposable
{
    /// <summary>As many as operating systems follow.</summary>
    const int MaxLinks = 40;

    readonly Dictionary<string, SafeFileHandle> files = new(StringComparer.Ordinal);
    readonly SortedSet<string> paths = new(StringComparer.Ordinal);

    /// <summary>The files that were opened, in ordinal order.</summary>
    public IReadOnlyCollection<string> Paths => paths;

    public ReadOnlyMemory<byte> Read(RepeatedField<Proto.StringStringEntryProto> entries, long size, Source at)
    {
        var location = Text(entries, "location") ?? throw at.Damaged("the tensor's data is in another file, but its 'location' is missing.");
        var offset = Number(entries, "offset", at) ?? 0;
        var length = Number(entries, "length", at) ?? size;
        if (length != size) throw at.Damaged($"the tensor has {length} bytes of data in '{location}'; its type and shape take {size}.");
        if (size > Array.MaxLength) throw at.Problem(ModelProblem.TooLarge, $"the tensor has {size} bytes; up to {Array.MaxLength} are supported. Ship the model as it is, as Content beside the app.");

        var file = Open(location, at);
        var available = RandomAccess.GetLength(file);
        if (offset > available || available - offset < size)
            throw at.Problem(ModelProblem.ExternalDataMissing, $"'{location}' has {available} bytes; the tensor's data is at {offset} to {(UInt128)offset + (UInt128)size}.");
        return ReadAt(file, offset, (int)size, location, at);
    }

    public void Dispose()
    {
        foreach (var file in files.Values) file.Dispose();
    }

    static ReadOnlyMemory<byte> ReadAt(SafeFileHandle file, long offset, int size, string location, Source at)
    {
        var data = GC.AllocateUninitializedArray<byte>(size);
        try
        {
            for (var done = 0; done < size;)
            {
                var read = RandomAccess.Read(file, data.AsSpan(done), offset + done);
                if (read == 0) throw at.Problem(ModelProblem.ExternalDataMissing, $"'{location}' became shorter while it was read.");
                done += read;
            }
            return data;
        }
        catch (IOException e)
        {
            throw at.Problem(ModelProblem.ExternalDataMissing, $"'{location}' cannot be read: {e.Message}", e);
        }
    }

    SafeFileHandle Open(string location, Source at)
    {
        if (files.TryGetValue(location, out var open)) return open;
        var path = Locate(location, at);
        try
        {
            files[location] = File.OpenHandle(path);
            paths.Add(path);
            return files[location];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw at.Problem(ModelProblem.ExternalDataMissing, $"the tensor's data should be in '{location}' beside the model, which does not exist.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw at.Problem(ModelProblem.ExternalDataMissing, $"the tensor's data should be in '{location}' beside the model, which cannot be opened: {e.Message}", e);
        }
    }

    string Locate(string location, Source at)
    {
        if (folder is null)
            throw at.Problem(ModelProblem.ExternalDataMissing, $"the tensor's data is in '{location}', but the model was given without a folder.");
        var parts = location.Split('/', '\\');
        var leaves = parts.Contains("..") || Path.IsPathRooted(location) || location.StartsWith('\\') || location.Contains(':') || location.Contains('\0');
        if (leaves) throw Outside(location, at);

        var links = 0;
        var root = LinkFree(Path.GetFullPath(folder), ref links);
        var path = LinkFree(Path.Combine([root, .. parts]), ref links);
        if (links > MaxLinks || !path.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw Outside(location, at);
        return path;
    }

    static ModelException Outside(string location, Source at) =>
        at.Problem(ModelProblem.ExternalDataOutside, $"the tensor's data is in '{location.Replace('\0', '?')}'; only files inside the model's own folder are read.");

    /// <summary>The path with every link on the way replaced by what it points to.</summary>
    static string LinkFree(string path, ref int links)
    {
        var current = Path.GetPathRoot(path)!;
        foreach (var part in path[current.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(current, part);
            var target = new FileInfo(next).LinkTarget is null || ++links > MaxLinks ? null : Follow(next);
            current = target is null ? next : LinkFree(target, ref links);
        }
        return current;
    }

    /// <summary>A chain without end or a target that is gone has no path: the link itself stays and opening it says so.</summary>
    static string? Follow(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }

    static string? Text(RepeatedField<Proto.StringStringEntryProto> entries, string key) =>
        entries.FirstOrDefault(e => e.Key == key)?.Value is { Length: > 0 } text ? text : null;

    static long? Number(RepeatedField<Proto.StringStringEntryProto> entries, string key, Source at)
    {
        if (Text(entries, key) is not { } text) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        throw at.Damaged($"the tensor's '{key}' is '{text}'; expected is a number of bytes.");
    }
}
