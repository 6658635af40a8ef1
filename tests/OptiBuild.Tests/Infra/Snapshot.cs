using System.Runtime.CompilerServices;

namespace OptiBuild.Tests.Infra;

/// <summary>Compares text with the file <c>Class.Method_case.verified.txt</c> beside the test.</summary>
static class Snapshot
{
    /// <summary>Where they differ the actual text is left as <c>.received.txt</c>; renaming it to <c>.verified.txt</c> accepts it.</summary>
    public static void Match(string actual, string variant = "", [CallerFilePath] string source = "", [CallerMemberName] string method = "")
    {
        var name = $"{Path.GetFileNameWithoutExtension(source)}.{method}{(variant.Length > 0 ? "_" + variant : "")}";
        var verified = Path.Combine(Folder(source), name + ".verified.txt");
        var received = Path.ChangeExtension(Path.ChangeExtension(verified, null), "received.txt");
        actual = Normalized(actual);
        var expected = File.Exists(verified) ? Normalized(File.ReadAllText(verified)) : "";
        if (actual != expected) File.WriteAllText(received, actual + "\n");
        else if (File.Exists(received)) File.Delete(received);
        Assert.Equal(expected, actual);
    }

    static string Normalized(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n');

    /// <summary>Paths of sources compiled in CI begin with a placeholder for the repository.</summary>
    static string Folder(string source)
    {
        var folder = Path.GetDirectoryName(source)!;
        if (Directory.Exists(folder) || Assets.Repository is null) return folder;
        var tests = folder.Replace('\\', '/').IndexOf("/tests/", StringComparison.Ordinal);
        return tests < 0 ? folder : Path.Combine(Assets.Repository, folder[(tests + 1)..]);
    }
}
