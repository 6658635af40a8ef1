using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace OptiBuild.Package.Tests.Infra;

/// <summary>A package of npm, pinned by its hash, as the feed's own are.</summary>
sealed record NpmPackage(string Name, string Sha512)
{
    static readonly TimeSpan LongestView = TimeSpan.FromSeconds(20);

    /// <summary>Why packages cannot be had here; null where they can.</summary>
    public static string? Absence { get; } = Ask();

    /// <summary>Files of the package whose names are wanted, with their contents.</summary>
    public IEnumerable<(string Name, byte[] Content)> Files(Func<string, bool> wanted)
    {
        using var folder = new Emptied();
        if (Run(folder.Path, TimeSpan.FromMinutes(10), "pack", Name) is not 0) throw new InvalidOperationException($"npm pack {Name} failed.");
        var archive = Directory.GetFiles(folder.Path, "*.tgz").Single();
        using (var stream = File.OpenRead(archive))
            if (Convert.ToBase64String(SHA512.HashData(stream)) != Sha512) throw new InvalidOperationException($"{Name} has another hash than expected.");
        using var tar = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
            if (entry.DataStream is { } data && wanted(entry.Name))
            {
                using var content = new MemoryStream();
                data.CopyTo(content);
                yield return (entry.Name, content.ToArray());
            }
    }

    static string? Ask()
    {
        try
        {
            return Run(Path.GetTempPath(), LongestView, "view", "onnxruntime-node@1.20.1", "version") is 0 ? null : "No npm registry answers with onnxruntime-node.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "There is no npm on the PATH.";
        }
    }

    static int? Run(string folder, TimeSpan longest, params string[] arguments)
    {
        string[] all = OperatingSystem.IsWindows() ? ["/d", "/c", "npm", .. arguments] : arguments;
        using var process = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "cmd.exe" : "npm", all) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        if (process.WaitForExit(longest)) return process.ExitCode;
        process.Kill(entireProcessTree: true);
        return null;
    }

    sealed class Emptied : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("optibuild-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}

/// <summary>A test with another version of ONNX Runtime; skipped, with the reason, where npm does not give one.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class FactNeedingNpmAttribute : FactAttribute
{
    public FactNeedingNpmAttribute() => Skip = NpmPackage.Absence;
}
