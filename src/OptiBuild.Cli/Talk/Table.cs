using OptiBuild.Engine;

namespace OptiBuild.Cli.Talk;

/// <summary>Columns of text, the same on a terminal and in a file.</summary>
static class Table
{
    const string Gap = "  ";

    /// <summary>Nothing where there are no rows.</summary>
    public static void Write(TextWriter output, string title, string[] head, IEnumerable<string[]> rows)
    {
        head = [.. head.Select(Printable.Of)];
        var lines = rows.Select(r => r.Select(Printable.Of).ToArray()).ToList();
        if (lines.Count == 0) return;
        var widths = head.Select((_, column) => lines.Append(head).Max(l => l[column].Length)).ToArray();
        output.WriteLine();
        output.WriteLine($"{title}:");
        foreach (var line in lines.Prepend(head))
            output.WriteLine(Gap + string.Join(Gap, line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
