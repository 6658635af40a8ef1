using System.Globalization;
using System.Text;

namespace OptiBuild.Benchmarks.Reading;

static class ReadingTable
{
    public static string Of(IReadOnlyList<ReadingRow> rows)
    {
        var text = new StringBuilder($"""
            # Reading

            {Environs.Here().Line}

            Run again: `dotnet run build/build.cs -- bench reading`. Generated data, files in the system's cache, a process for each format. *first pass*: from the process's start on, its own included;
            *second pass*: opening and reading once more in the same process. MB: 10⁶ bytes on disk; samples are 784 numbers, pictures of 256 × 256 pixels, sounds of one second at 16 kHz.
            *cores*: busy in the second pass. *memory*: the most that the process held, of which .NET itself takes about 50 MB.

            | format | MB | first pass | second pass | samples/s | cores | memory |
            |---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var (format, bytes, f) in rows)
            text.Append(CultureInfo.InvariantCulture, $"| {format} | {bytes / 1e6:0} | {bytes / 1e6 / f.Cold:0} MB/s | {bytes / 1e6 / f.Warm:0} MB/s | {f.Samples / f.Warm:0} | {f.Cores:0.00} | {f.PeakMiB * 1.048576:0} MB |\n");
        return text.ToString();
    }
}
