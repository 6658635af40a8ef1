using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace OptiBuild.Engine.Metrics;

/// <param name="Program">What the shell runs, in the current directory.</param>
/// <param name="Limit">For one answer.</param>
sealed record CommandRequest(string Program, TimeSpan Limit);

/// <summary>The running program. It ends with this: its whole tree is killed where it does not end by itself once its input is closed.</summary>
sealed class CommandProcess : IDisposable
{
    /// <summary>For a program that has nothing more to do.</summary>
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    static readonly UTF8Encoding Plain = new(encoderShouldEmitUTF8Identifier: false);

    readonly CommandRequest request;
    readonly Process process;
    readonly CancellationTokenRegistration cancelled;
    readonly CancellationToken cancel;
    readonly Lock guard = new();
    readonly TaskCompletionSource saidAll = new(TaskCreationOptions.RunContinuationsAsynchronously);
    string complaint = "";
    int? width;

    public CommandProcess(CommandRequest request, CancellationToken cancel)
    {
        (this.request, this.cancel) = (request, cancel);
        process = new Process { StartInfo = Shell(request.Program) };
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Start();
        process.BeginErrorReadLine();
        cancelled = cancel.Register(Kill);
    }

    public CommandHello Hello() => CommandJson.Hello(Ask(CommandJson.Greeting)) ?? throw Failed("its first line is not {\"name\":\"…\",\"better\":\"higher\" or \"lower\",\"share\":true or false}");

    /// <summary>{ s } or { part, whole }, of the same form for every sample.</summary>
    public double[] Score(Answer answer)
    {
        if (CommandJson.Score(Ask(CommandJson.Question(answer))) is not { } score)
            throw Failed($"its answer to {answer.Origin} is not {{\"score\":[number]}} or {{\"score\":[part,whole]}}");
        if (score.Length != (width ??= score.Length))
            throw Failed(string.Create(CultureInfo.InvariantCulture, $"its answer to {answer.Origin} holds {score.Length} numbers where others hold {width}"));
        return score;
    }

    string Ask(string line)
    {
        try
        {
            var input = process.StandardInput;
            var answer = Task.Run(async () =>
            {
                await input.WriteLineAsync(line).ConfigureAwait(false);
                await input.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                return await process.StandardOutput.ReadLineAsync(CancellationToken.None).ConfigureAwait(false);
            }, CancellationToken.None);
            return answer.WaitAsync(request.Limit, cancel).GetAwaiter().GetResult() ?? throw Ended();
        }
        catch (TimeoutException)
        {
            Kill();
            throw Failed(string.Create(CultureInfo.InvariantCulture, $"it gave no answer within {request.Limit.TotalSeconds:0.###} seconds"));
        }
        catch (IOException)
        {
            cancel.ThrowIfCancellationRequested();
            throw Ended();
        }
    }

    OptiBuildException Ended()
    {
        cancel.ThrowIfCancellationRequested();
        if (!process.WaitForExit(Farewell)) return Failed("it closed its output");
        return Failed(string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {process.ExitCode} before it had answered"));
    }

    OptiBuildException Failed(string what)
    {
        // What it complained of may still be on its way, also after its end.
        saidAll.Task.Wait(Farewell / 4);
        lock (guard) return new(Diagnostics.CommandFailed.With(request.Program, what, complaint.Length == 0 ? "" : $" It said: {complaint}"));
    }

    void Note(string? line)
    {
        if (line is null) saidAll.TrySetResult();
        if (string.IsNullOrWhiteSpace(line)) return;
        lock (guard) complaint = line.Trim();
    }

    static ProcessStartInfo Shell(string program)
    {
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd", $"/d /s /c \"{program}\"")
            : new ProcessStartInfo("/bin/sh", ["-c", program]);
        (start.UseShellExecute, start.CreateNoWindow) = (false, true);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        (start.StandardInputEncoding, start.StandardOutputEncoding, start.StandardErrorEncoding) = (Plain, Plain, Plain);
        return start;
    }

    void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It has ended already.
        }
    }

    public void Dispose()
    {
        cancelled.Dispose();
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Nobody reads any more what was still to be written.
        }
        if (!process.WaitForExit(Farewell)) Kill();
        process.Dispose();
    }
}
