using System.Diagnostics;
using System.Security.Cryptography;
using OptiBuild.Package.Tests.Infra;
using Xunit.Abstractions;

namespace OptiBuild.Package.Tests;

/// <summary>Builds that are ended at random moments: by Ctrl+C, by a CI system's time limit, by the system itself.</summary>
/// <remarks>OPTIBUILD_KILLS sets how many of each kind.</remarks>
[Collection(Builds.Name)]
public sealed class KilledBuild(Sandbox sandbox, ITestOutputHelper output)
{
    /// <summary>The worker looks once a second for its parent and then stops in order within five.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("OPTIBUILD_KILLS"), out var count) ? count : 4;

    Project Tiny() => new Project(sandbox)
        .Items("""<OptimizeModel Include="Models/tiny.onnx" ValidationData="data.npz" MaxDrop="1pp" />""", "<OptiBuildReportsFolder>reports</OptiBuildReportsFolder><OptiBuildCacheMode>Off</OptiBuildCacheMode>", worker: "real")
        .Write("Models/tiny.onnx", TinyModel.Onnx()).Write("data.npz", TinyModel.Data()).Write("Program.cs", App.PrintsResources);

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public void LeavesNothingBehindAndTheNextBuildIsAsIfItHadNotBeen(string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            output.WriteLine("Skipped: Windows has no signals that one process sends to another.");
            return;
        }
        var project = Tiny();
        var watch = Stopwatch.StartNew();
        project.Build().MustSucceed();
        Clean(project);
        watch.Restart();
        project.BuildWithoutRestore().MustSucceed();
        var (longest, undisturbed) = (watch.Elapsed, State(project));

        var random = new Random(Kills);
        for (var kill = 0; kill < Kills; kill++)
        {
            if (kill % 2 == 0) Clean(project);
            var moment = longest * (0.2 + 0.8 * random.NextDouble());
            BuildEndedAfter(project, moment, signal);
            Assert.True(NobodyWorksIn(project.Folder), $"A process goes on {Patience.TotalSeconds} s after SIG{signal} at {moment.TotalSeconds:F2} s.");
            Assert.True(IsAbsentOrWhole(project, undisturbed), $"SIG{signal} at {moment.TotalSeconds:F2} s left a file that is neither absent nor whole.");

            project.BuildWithoutRestore().MustSucceed();

            Assert.Equal(undisturbed, State(project));
        }
        output.WriteLine($"{Kills} builds ended by SIG{signal}, an undisturbed one takes {longest.TotalSeconds:F1} s.");
    }

    static void Clean(Project project)
    {
        foreach (var folder in new[] { "obj/optibuild", "reports" }.Select(project.PathOf).Where(Directory.Exists)) Directory.Delete(folder, recursive: true);
    }

    static void BuildEndedAfter(Project project, TimeSpan moment, string signal)
    {
        var build = Task.Run(() => project.BuildWithoutRestore());
        Thread.Sleep(moment);
        using (var kill = Process.Start(new ProcessStartInfo("kill", ["-" + signal, $"{project.BuildPid}"]) { RedirectStandardError = true })!) kill.WaitForExit();
        build.GetAwaiter().GetResult();
    }

    /// <summary>What the build leaves, by relative path: hashes of what is the same in every run, and that there is nothing else.</summary>
    static string State(Project project) => string.Join('\n', Made(project).Order(StringComparer.Ordinal).Select(f => $"{f} {(IsMeasured(f) ? "" : Hash(project.PathOf(f)))}"));

    static IEnumerable<string> Made(Project project) => new[] { "obj/optibuild", "reports" }.Select(project.PathOf).Where(Directory.Exists)
        .SelectMany(folder => Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories)).Select(f => Path.GetRelativePath(project.Folder, f))
        .Append("obj/Debug/net10.0/OptiBuild.Models.g.cs").Append("bin/Debug/net10.0/app.dll");

    /// <summary>Times of day and of steps are in them.</summary>
    static bool IsMeasured(string file) => Path.GetExtension(file) is ".json" or ".html" || Path.GetFileName(file) is "stamp" or "facts" or "lock";

    static bool IsAbsentOrWhole(Project project, string undisturbed) => Made(project).Select(f => (Name: f, Full: project.PathOf(f)))
        .Where(f => File.Exists(f.Full) && Path.GetExtension(f.Name) is ".onnx" or ".br")
        .All(f => undisturbed.Contains($"{f.Name} {Hash(f.Full)}", StringComparison.Ordinal));

    static string Hash(string file) => File.Exists(file) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))) : "";

    /// <summary>Every process whose command line names the project's folder.</summary>
    static bool NobodyWorksIn(string folder)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; Thread.Sleep(50))
            if (!Running().Any(line => line.Contains(folder, StringComparison.Ordinal))) return true;
        return false;
    }

    static IEnumerable<string> Running()
    {
        foreach (var process in Process.GetProcesses())
            using (process)
                if (CommandLine(process.Id) is { } line) yield return line;
    }

    static string? CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
