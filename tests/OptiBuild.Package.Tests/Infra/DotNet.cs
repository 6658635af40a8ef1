using System.Diagnostics;
using System.Text;

namespace OptiBuild.Package.Tests.Infra;

/// <summary>Starts dotnet as a user's shell would: nothing of the test run's own environment leaks into it.</summary>
static class DotNet
{
    static readonly TimeSpan LongestBuild = TimeSpan.FromMinutes(5);
    static readonly string[] Leaking = ["MSBUILD", "DOTNET_HOST", "DOTNET_ROOT", "COREHOST", "VSTEST", "TESTINGPLATFORM", "NUGET_PACKAGES", "FAKE_WORKER", "OPTIBUILD", "LC_"];

    public static Ended Run(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, Action<int>? started = null) =>
        Wait(Start("dotnet", folder, arguments, environment), started);

    /// <summary>An app that was published.</summary>
    public static Ended Execute(string program, IReadOnlyDictionary<string, string> environment) =>
        Wait(Start(program, Path.GetDirectoryName(program)!, [], environment), started: null);

    static ProcessStartInfo Start(string program, string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(n => Leaking.Any(l => n.StartsWith(l, StringComparison.OrdinalIgnoreCase))).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return start;
    }

    static Ended Wait(ProcessStartInfo start, Action<int>? started)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        started?.Invoke(process.Id);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(LongestBuild))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} {string.Join(' ', start.ArgumentList)} did not end within {LongestBuild}.");
        }
        return new Ended(process.ExitCode, output.Result + errors.Result, watch.Elapsed);
    }
}

sealed record Ended(int ExitCode, string Output, TimeSpan Time);
