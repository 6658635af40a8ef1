using System.Diagnostics;

namespace OptiBuild.Benchmarks.Running;

/// <summary>A program and its arguments.</summary>
sealed record Call(string Program, IReadOnlyList<string> Arguments)
{
    public Call(string program, params IEnumerable<string> arguments) : this(program, [.. arguments]) { }

    /// <exception cref="Failed">It cannot be started, or ends with another code than 0.</exception>
    public string Output()
    {
        var start = new ProcessStartInfo(Program, Arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Start(start);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new Failed($"{this} ended with {process.ExitCode}:\n{errors.Result}");
    }

    Process Start(ProcessStartInfo start)
    {
        try { return Process.Start(start)!; }
        catch (System.ComponentModel.Win32Exception e) { throw new Failed($"{Program} cannot be started: {e.Message}."); }
    }

    public override string ToString() => string.Join(' ', [Program, .. Arguments]);
}
