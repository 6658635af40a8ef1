using System.Text;

namespace OptiBuild.Engine.Reports.Histories;

/// <summary>What builds left behind, in a file of lines that is only ever added to.</summary>
/// <param name="Entries">Oldest first.</param>
/// <param name="Damaged">Numbers, from 1, of lines that are no entries.</param>
public sealed record History(IReadOnlyList<HistoryEntry> Entries, IReadOnlyList<int> Damaged)
{
    const int Attempts = 100;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static History None { get; } = new([], []);

    /// <summary>Adds the models whose last entry is of another input, and gives all there is then. What was undone is a change too: it returns with a line of its own.</summary>
    /// <exception cref="OptiBuildException">OB1005: the file cannot be read or written.</exception>
    public static History Append(string path, Report report, Surroundings around)
    {
        var display = path.Replace('\\', '/');
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
            using var file = Open(path);
            var bytes = new byte[RandomAccess.GetLength(file)];
            bytes = bytes[..RandomAccess.Read(file, bytes, 0)];
            var before = Read(bytes);
            var last = before.Entries.GroupBy(e => e.Model).ToDictionary(g => g.Key, g => g.Last().Input);
            var added = report.Models.Select(m => HistoryEntry.Of(m, report.Tool, around)).OfType<HistoryEntry>().DistinctBy(e => e.Model).Where(e => last.GetValueOrDefault(e.Model) != e.Input).ToArray();
            if (added.Length > 0) RandomAccess.Write(file, Lines(added, bytes), bytes.Length);
            return before with { Entries = [.. before.Entries, .. added] };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new OptiBuildException(Diagnostics.OutputUnwritable.With(display, e.Message.TrimEnd('.') + "."), e);
        }
    }

    /// <exception cref="OptiBuildException">OB3003: the file cannot be read.</exception>
    public static History Read(string path)
    {
        try
        {
            return Read(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new OptiBuildException(Diagnostics.DataUnreadable.With(path.Replace('\\', '/'), e.Message.TrimEnd('.') + "."), e);
        }
    }

    /// <summary>One warning for all lines that are no entries.</summary>
    public IEnumerable<Finding> Findings(string path) => Damaged.Count == 0 ? []
        : [Diagnostics.HistoryDamaged.With(path.Replace('\\', '/'), $"{(Damaged.Count == 1 ? "line" : "lines")} {string.Join(", ", Damaged.Take(5).Select(n => Figures.Count(n)))}{(Damaged.Count > 5 ? ", …" : "")}")];

    internal static History Read(ReadOnlySpan<byte> bytes)
    {
        var (entries, damaged, number) = (new List<HistoryEntry>(), new List<int>(), 0);
        foreach (var range in bytes.Split((byte)'\n'))
        {
            number++;
            var line = bytes[range].Trim(" \r\t\uFEFF"u8);
            if (line.IsEmpty) continue;
            if (HistoryJson.Read(line) is { } entry) entries.Add(entry);
            else damaged.Add(number);
        }
        return new(entries, damaged);
    }

    /// <summary>One write, so that lines are there as a whole; a line that was cut off stays a line of its own.</summary>
    static byte[] Lines(IEnumerable<HistoryEntry> added, byte[] before) =>
        Encoding.UTF8.GetBytes((before is [.., not (byte)'\n'] ? "\n" : "") + string.Concat(added.Select(HistoryJson.Line)));

    /// <summary>Alone: two builds that end at once write one after the other.</summary>
    static Microsoft.Win32.SafeHandles.SafeFileHandle Open(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < Attempts && File.Exists(path))
            {
                Thread.Sleep(Pause);
            }
        }
    }
}
