using System.Diagnostics;

namespace OptiBuild.Tests.Cli;

/// <summary>The command line tool as its own process.</summary>
static class Tool
{
    public sealed record Outcome(int ExitCode, string Output, string Error);

    static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "optibuild.dll");

    public static Outcome Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError  = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding  = System.Text.Encoding.UTF8,
        };
        foreach (var argument in (string[])["exec", Assembly, .. arguments]) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
