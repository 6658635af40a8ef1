using System.Diagnostics;
using OptiBuild.Package.Tests.Infra;
using Xunit.Abstractions;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class CancelledBuild(Sandbox sandbox, ITestOutputHelper output)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task LeavesNoWorkerBehind()
    {
        if (OperatingSystem.IsWindows())
        {
            output.WriteLine("Skipped: Windows has no signal that stands for Ctrl+C in another process's console.");
            return;
        }
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "wait").Write("Program.cs", App.Empty);
        var build = Task.Run(() => project.Build());
        var worker = await Started(project);

        using (var signal = Process.Start("kill", ["-INT", $"{project.BuildPid}"])) await signal.WaitForExitAsync();

        Assert.False((await build).Succeeded);
        Assert.True(worker.WaitForExit(Patience));
        worker.Dispose();
    }

    // The fake worker tells its own number before it waits.
    static async Task<Process> Started(Project project)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(100))
            if (project.WorkerPid is { } pid) return Process.GetProcessById(pid);
        throw new TimeoutException("No worker was started.");
    }
}
