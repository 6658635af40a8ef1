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
        if (IsSkipped()) return;
        var project = New("wait");
        var build = Task.Run(() => project.Build());
        await Until(() => project.WorkerPid is not null);
        var worker = Process.GetProcessById(project.WorkerPid!.Value);

        await Interrupt(project);

        Assert.False((await build).Succeeded);
        Assert.True(worker.WaitForExit(Patience));
        worker.Dispose();
    }

    [Fact]
    public async Task ThatHadMadeEverythingButTheReportsLeavesThemToTheNext()
    {
        if (IsSkipped()) return;
        var project = New("late");
        var build = Task.Run(() => project.Build());
        await Until(() => File.Exists(project.PathOf("obj/optibuild/report.json")));

        await Interrupt(project);
        Assert.False((await build).Succeeded);
        Assert.False(File.Exists(project.PathOf("reports/app.optibuild.html")));
        project.BuildWithoutRestore().MustSucceed();

        Assert.True(File.Exists(project.PathOf("reports/app.optibuild.html")));
    }

    Project New(string wish) => new Project(sandbox)
        .Items("""<OptimizeModel Include="garments.onnx" />""", "<OptiBuildReportsFolder>reports</OptiBuildReportsFolder>").Write("garments.onnx", wish).Write("Program.cs", App.Empty);

    bool IsSkipped()
    {
        if (OperatingSystem.IsWindows()) output.WriteLine("Skipped: Windows has no signal that stands for Ctrl+C in another process's console.");
        return OperatingSystem.IsWindows();
    }

    static async Task Interrupt(Project project)
    {
        using var signal = Process.Start("kill", ["-INT", $"{project.BuildPid}"]);
        await signal.WaitForExitAsync();
    }

    static async Task Until(Func<bool> isSo)
    {
        for (var watch = Stopwatch.StartNew(); !isSo(); await Task.Delay(100))
            if (watch.Elapsed > Patience) throw new TimeoutException("The worker did not come so far.");
    }
}
