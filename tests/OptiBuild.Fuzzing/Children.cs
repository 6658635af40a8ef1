using System.Diagnostics;

namespace OptiBuild.Fuzzing;

/// <summary>Processes that try inputs: a crash of native code, a full stack or an input that takes too long ends one of them, and the input is still there.</summary>
static class Children
{
    /// <summary>A target that ends its process so often says enough.</summary>
    const int MostStarts = 20;

    /// <summary>An input that asks for more gets an exception instead of the machine's memory.</summary>
    const string MemoryLimit = "0x80000000";

    /// <returns>How many faults were found.</returns>
    public static int Run(string program, Effort effort, Action<string> tell)
    {
        var work = Directory.CreateTempSubdirectory("optibuild-fuzz-").FullName;
        try
        {
            var (faults, watch) = (0, Stopwatch.StartNew());
            for (var start = 0; start < MostStarts; start++)
            {
                var left = effort with { Seed = effort.Seed + start, Seconds = effort.Seconds == 0 ? 0 : Math.Max(1, effort.Seconds - (int)watch.Elapsed.TotalSeconds) };
                var (exitCode, found) = Start(program, left, (work, tell));
                faults += found;
                if (exitCode is 0 or 1) return faults;
                faults++;
                using var last = new LastInput(Path.Combine(work, "input"));
                tell($"{effort.Target}: {(exitCode == Patience.ExitCode ? "hang" : $"end of the process with {exitCode}")}: {Loop.Save(effort, exitCode == Patience.ExitCode ? "hang" : "end", last.Read())}");
            }
            return faults;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    static (int ExitCode, int Faults) Start(string program, Effort effort, (string Work, Action<string> Tell) at)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", program, "child", at.Work, .. effort.ToArguments()]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_GCHeapHardLimit"] = MemoryLimit;
        using var process = Process.Start(start)!;
        var (faults, words) = (0, new Queue<string>());
        process.ErrorDataReceived += (_, line) => Remember(words, line.Data);
        process.BeginErrorReadLine();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.Contains(": crash: ", StringComparison.Ordinal) || line.Contains(": allocation: ", StringComparison.Ordinal)) faults++;
            at.Tell(line);
        }
        process.WaitForExit();
        if (process.ExitCode is not (0 or 1)) foreach (var line in words) at.Tell("  " + line);
        return (process.ExitCode, faults);
    }

    /// <summary>The first lines say what ended the process.</summary>
    static void Remember(Queue<string> words, string? line)
    {
        if (line is not null && words.Count < 12) words.Enqueue(line);
    }
}
