using System.Text;

namespace OptiBuild.MSBuild;

/// <summary>Text files that are either complete or not there.</summary>
static class AtomicFile
{
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var temporary = file + "." + Guid.NewGuid().ToString("N") + ".tmp";
        File.WriteAllText(temporary, text, Utf8);
        File.Delete(file);
        File.Move(temporary, file);
    }

    /// <summary>Leaves the file untouched where it holds the text already, so that nothing is compiled again for it.</summary>
    public static void WriteIfDifferent(string file, string text)
    {
        if (!File.Exists(file) || File.ReadAllText(file, Utf8) != text) Write(file, text);
    }
}
