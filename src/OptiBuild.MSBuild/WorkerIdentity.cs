using System.Security.Cryptography;
using System.Text;

namespace OptiBuild.MSBuild;

/// <summary>Tells one optimizer from another by what it consists of: a package that is extracted anew, or on another machine, is the same; one that was packed anew under its old version is not.</summary>
static class WorkerIdentity
{
    /// <param name="worker">Absolute path of its assembly.</param>
    /// <returns>A hash over OptiBuild's own assemblies, and over the list that names the others with their versions.</returns>
    public static string Of(string worker)
    {
        if (!File.Exists(worker)) return "absent";
        using var sha = SHA256.Create();
        var text = new StringBuilder();
        foreach (var file in Files(worker))
        {
            using var stream = File.OpenRead(file);
            text.Append(Path.GetFileName(file)).Append(' ').Append(ModelPlan.Hexadecimal(sha.ComputeHash(stream))).Append('\n');
        }
        return ModelPlan.Hexadecimal(sha.ComputeHash(Encoding.UTF8.GetBytes(text.ToString())));
    }

    static IEnumerable<string> Files(string worker) => Directory.GetFiles(Path.GetDirectoryName(worker)!, "OptiBuild.*.dll")
        .Append(worker).Append(Path.ChangeExtension(worker, ".deps.json")).Where(File.Exists).Distinct(StringComparer.Ordinal).OrderBy(f => f, StringComparer.Ordinal);
}
