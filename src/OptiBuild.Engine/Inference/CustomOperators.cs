using Microsoft.ML.OnnxRuntime;

namespace OptiBuild.Engine.Inference;

/// <summary>Operators from libraries that the user named. Native code of their own: nothing in a model or in data ever names one.</summary>
static class CustomOperators
{
    /// <remarks>ONNX Runtime refuses a domain that another thread has just added: from a session's options to the session itself, one thread at a time.</remarks>
    static readonly Lock Registering = new();

    /// <returns>Full paths, in the user's order.</returns>
    /// <exception cref="OptiBuildException">OB3001 a library does not exist, OB5003 it holds no operators.</exception>
    public static IReadOnlyList<string> Of(Options options)
    {
        if (options.CustomOperators.IsEmpty) return [];
        string[] libraries = [.. options.CustomOperators.Select(Path.GetFullPath)];
        foreach (var library in libraries.Where(l => !File.Exists(l)))
            throw new OptiBuildException(Diagnostics.DataMissing.With(nameof(options.CustomOperators), library.Replace('\\', '/')));
        using var session = new SessionOptions();
        Open<InferenceSession?>(libraries, session, () => null);
        return libraries;
    }

    /// <summary>Makes a session, its own operators first.</summary>
    /// <param name="options">Those that <paramref name="open"/> gives to the session.</param>
    /// <exception cref="OptiBuildException">OB5003: a library cannot be loaded, or registers nothing.</exception>
    public static T Open<T>(IReadOnlyList<string> libraries, SessionOptions options, Func<T> open) =>
        libraries.Count == 0 ? open() : Alone(() => Register(libraries, options), open);

    /// <summary>The same for operators that are registered in another way.</summary>
    public static T Alone<T>(Action register, Func<T> open)
    {
        lock (Registering)
        {
            register();
            return open();
        }
    }

    static void Register(IReadOnlyList<string> libraries, SessionOptions options)
    {
        foreach (var library in libraries)
            try
            {
                options.RegisterCustomOpLibrary(library);
            }
            catch (OnnxRuntimeException e)
            {
                throw new OptiBuildException(Diagnostics.CustomOperatorsUnusable.With(library.Replace('\\', '/'), ModelErrors.Sentence(e)), e);
            }
    }
}
