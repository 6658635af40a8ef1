using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using OptiBuild.Engine;
using OptiBuild.Onnx;

namespace OptiBuild.Cli;

/// <summary>Any exception as one finding. Where the user has nothing to change it is a fault of ours, and says so.</summary>
static class Failures
{
    /// <param name="subject">The model that was worked on, as messages call it.</param>
    public static Finding Of(Exception exception, string subject) => exception switch
    {
        OptiBuildException e => e.Finding,
        ModelException e     => Translated(e, subject),
        _ when Cause<DllNotFoundException>(exception) is { } e => Diagnostics.RuntimeUnavailable.With(RuntimeInformation.RuntimeIdentifier, Sentence(e.Message)),
        AggregateException { InnerException: { } first } => Of(first, subject),
        OutOfMemoryException                             => Diagnostics.OutOfMemory.With(subject, "the system gives no more."),
        OnnxRuntimeException e when ModelErrors.IsMemory(e)          => Diagnostics.OutOfMemory.With(subject, ModelErrors.Sentence(e)),
        IOException e when IsDiskFull(e)                 => Diagnostics.DiskFull.With(subject, Sentence(e.Message)),
        _                                                => Diagnostics.Internal.With(subject, exception.GetType().Name, Sentence(exception.Message)),
    };

    /// <summary>The finding as a line and, when asked for by environment variable, where it came from.</summary>
    public static void Tell(Exception exception, Finding finding, TextWriter error)
    {
        error.WriteLine(finding.ToLine(Product.Command));
        if (Environment.GetEnvironmentVariable("OPTIBUILD_STACK") is not { Length: > 0 }) return;
        foreach (var line in Printable.Lines(exception.ToString())) error.WriteLine(line);
    }

    static Finding Translated(ModelException exception, string subject)
    {
        try
        {
            return ModelErrors.Guard<Finding>(subject, () => throw exception);
        }
        catch (OptiBuildException e)
        {
            return e.Finding;
        }
    }

    /// <remarks>ENOSPC and EDQUOT on Unix (28, 122; 69 on macOS), ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL on Windows (39, 112).</remarks>
    static bool IsDiskFull(IOException exception) => (exception.HResult & 0xFFFF) is 28 or 122 or 69 or 39 or 112;

    static T? Cause<T>(Exception? exception) where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
            if (exception is T cause) return cause;
        return null;
    }

    /// <summary>The first line, ended with a full stop.</summary>
    static string Sentence(string message) => message.Split('\n', 2)[0].Trim().TrimEnd('.') + ".";
}
