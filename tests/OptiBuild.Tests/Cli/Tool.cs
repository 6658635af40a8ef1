using System.Diagnostics;

namespace OptiBuild.Tests.Cli;

/// <summary>The command line tool as its own process.</summary>
static class Tool
{
    public sealed record Outcome(int ExitCode, string Output, string Error);

    static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "optibuild.dll");

    public static Outcome Run(params string[] arguments) => Ended(Start(arguments));

    public static Outcome RunWith((string Name, string Value) variable, params string[] arguments) => Ended(Start(arguments, variable));

    static Outcome Ended(Process started)
    {
        using var process = started;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    public static Process Start(params string[] arguments) => Start(arguments, null);

    static Process Start(string[] arguments, (string Name, string Value)? variable)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError  = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding  = System.Text.Encoding.UTF8,
        };
        if (variable is { } set) start.Environment[set.Name] = set.Value;
        foreach (var argument in (string[])["exec", Assembly, .. arguments]) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
