using System.Diagnostics;
using OptiBuild.Package.Tests.Infra;
using Xunit.Abstractions;

namespace OptiBuild.Package.Tests;

/// <summary>MSBuild with several threads in one process that stays: the current directory is anywhere, and nothing may be kept between builds.</summary>
[Collection(Builds.Name)]
public sealed class MultithreadedBuild(Sandbox sandbox, ITestOutputHelper output)
{
    [Fact]
    public void StartedFromTheRootOptimizesOnceAndNoticesAChange()
    {
        if (!OperatingSystem.IsLinux())
        {
            output.WriteLine("Skipped: only Linux tells which processes a build has left behind.");
            return;
        }
        var app = AppWithLibrary.Create(sandbox).Environment("MSBUILDDISABLENODEREUSE", "").From("/");
        try
        {
            var first = app.Build("-mt", "-nodeReuse:true").MustSucceed();
            var second = app.BuildWithoutRestore("-mt", "-nodeReuse:true").MustSucceed();
            var third = app.Write("lib/garments.onnx", "changed").BuildWithoutRestore("-mt", "-nodeReuse:true").MustSucceed();

            Assert.Equal((1, 0, 1), (first.WorkerStarts, second.WorkerStarts, third.WorkerStarts));
            Assert.Equal("changed", app.Run());
        }
        finally
        {
            foreach (var pid in app.LeftBehind()) End(pid);
        }
    }

    static void End(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            process.WaitForExit();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It ended itself meanwhile.
        }
    }
}
