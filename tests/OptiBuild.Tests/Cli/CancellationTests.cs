using System.Diagnostics;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Cli;

public class CancellationTests
{
    /// <remarks>Only Unix lets one process send another this signal; the handler is the same everywhere.</remarks>
    [FactNeeding("assets/vit.onnx", "assets/fashion/calibrate.npz")]
    public void InterruptStopsInOrderAndWritesNothing()
    {
        using var folder = new TempFolder();
        using var process = Tool.Start("optimize", Assets.Path("assets/vit.onnx"), "--calibration-data", Assets.Path("assets/fashion/calibrate.npz"), "--gate", "Off", "--output", folder.File("small.onnx"));
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardError.ReadLine();

        if (OperatingSystem.IsWindows()) process.Kill();
        else using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) kill.WaitForExit();
        process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.True(OperatingSystem.IsWindows() || process.ExitCode == 130, $"exit code {process.ExitCode}");
        Assert.Equal("", output.GetAwaiter().GetResult());
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
