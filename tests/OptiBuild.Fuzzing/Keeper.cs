using System.Security.Cryptography;

namespace OptiBuild.Fuzzing;

/// <summary>The smallest inputs that together reach all that was reached.</summary>
static class Keeper
{
    const int MostFiles = 100, LongestFile = 4096;

    public static void Keep(IEnumerable<byte[]> corpus, string folder, Func<byte[], HashSet<int>> seen)
    {
        var left = corpus.Where(i => i.Length <= LongestFile).OrderBy(i => i.Length).Select(i => (Input: i, Seen: seen(i))).ToList();
        var reached = new HashSet<int>();
        Directory.CreateDirectory(folder);
        for (var files = 0; files < MostFiles; files++)
        {
            var best = left.MaxBy(e => e.Seen.Count(s => !reached.Contains(s)));
            if (best.Input is null || best.Seen.All(reached.Contains)) return;
            reached.UnionWith(best.Seen);
            left.Remove(best);
            File.WriteAllBytes(Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(best.Input))[..12]), best.Input);
        }
    }
}
