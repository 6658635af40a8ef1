using System.CommandLine;
using System.Text.Json;
using OptiBuild.Benchmarks.Running;

namespace OptiBuild.Benchmarks.Reading;

/// <param name="Bytes">On disk.</param>
sealed record ReadingRow(string Format, long Bytes, ReadFigures Figures);

/// <summary>How fast data of every format is read, and how much memory that takes.</summary>
static class ReadingCommand
{
    public static Command Create()
    {
        var command = new Command("reading", "Speed and memory of reading each format, on generated data.");
        command.SetAction(_ => Run());
        return command;
    }

    static void Run()
    {
        var rows = new List<ReadingRow>();
        foreach (var set in GeneratedSet.All)
        {
            rows.Add(Measure(set));
            Console.WriteLine($"{set.Name}: {rows[^1].Figures}");
        }
        var file = Path.Combine(Places.Committed(Places.FindRepository()), "reading.md");
        File.WriteAllText(file, ReadingTable.Of(rows));
        Console.WriteLine($"Written to '{file}'.");
    }

    static ReadingRow Measure(GeneratedSet set)
    {
        var folder = Directory.CreateTempSubdirectory("optibuild-reading-").FullName;
        try
        {
            var place = Path.Combine(folder, set.File);
            set.Write(place);
            var output = new Call(Environment.ProcessPath!, [.. Host(), "read", place, set.Shape]).Output();
            return new(set.Name, new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length), JsonSerializer.Deserialize<ReadFigures>(output)!);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The program itself, where it was started through dotnet.</summary>
    static string[] Host() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Path.Combine(AppContext.BaseDirectory, "OptiBuild.Benchmarks.dll")] : [];
}
