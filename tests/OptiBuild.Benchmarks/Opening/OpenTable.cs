using System.Text;

namespace OptiBuild.Benchmarks.Opening;

static class OpenTable
{
    /// <summary>The first answer from the resource may take so many times as long as from a file.</summary>
    const double Limit = 1.5;

    public static string Of(IReadOnlyList<OpenRow> rows, int runs)
    {
        var text = new StringBuilder($"""
            # The first answer

            {Environs.Here().Line}

            Run again: `dotnet run build/build.cs -- bench open`. From nothing open to the first answer (batch 1) in a warm process, medians of {runs} alternating openings, files in the system's cache:
            from the embedded resource as the generated class does it, unpacking among it; from the same optimized model as a file; from the original file.


            """.ReplaceLineEndings("\n"));
        text.Append($"| model | embedded KB | unpacked KB | unpacking | embedded | optimized file | original file | embedded / optimized file ≤ {Limit:F1} | embedded / original file |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var row in rows)
            text.Append($"| {row.Model} | {row.Bytes.Packed / 1e3:F0} | {row.Bytes.Whole / 1e3:F0} | {row.Unpacking:F1} ms | {row.Embedded:F1} ms | {row.Optimized:F1} ms | {row.Original:F1} ms "
                + $"| {row.Embedded / row.Optimized:F2} {(row.Embedded <= Limit * row.Optimized ? "pass" : "**fail**")} | {row.Embedded / row.Original:F2} |\n");
        return text.ToString();
    }
}
