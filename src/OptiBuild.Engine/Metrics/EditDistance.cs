namespace OptiBuild.Engine.Metrics;

/// <summary>The fewest insertions, deletions and substitutions that turn one sequence into another.</summary>
/// <remarks>Levenshtein, Soviet Physics Doklady 10, 1966; Wagner, Fischer: The string-to-string correction problem, JACM 21, 1974. Memory of one row.</remarks>
static class EditDistance
{
    public static int Of<T>(IReadOnlyList<T> a, IReadOnlyList<T> b) where T : IEquatable<T>
    {
        var row = new int[b.Count + 1];
        for (var j = 0; j <= b.Count; j++) row[j] = j;
        for (var i = 1; i <= a.Count; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Count; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1].Equals(b[j - 1]) ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Count];
    }
}
