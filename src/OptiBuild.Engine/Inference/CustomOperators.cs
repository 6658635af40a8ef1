using Microsoft.ML.OnnxRuntime;

namespace OptiBuild.Engine.Inference;

/// <summary>Operators from libraries that the user named. Native code of their own: nothing in a model or in data ever names one.</summary>
static class CustomOperators
{
    /// <returns>Full paths, in the user's order.</returns>
    /// <exception cref="OptiBuildException">OB3001 a library does not exist, OB5003 it holds no operators.</exception>
    public static IReadOnlyList<string> Of(Options options)
    {
        string[] libraries = [.. options.CustomOperators.Select(Path.GetFullPath)];
        foreach (var library in libraries.Where(l => !File.Exists(l)))
            throw new OptiBuildException(Diagnostics.DataMissing.With(nameof(options.CustomOperators), library.Replace('\\', '/')));
        if (libraries.Length > 0)
            using (var session = new SessionOptions()) Register(libraries, session);
        return libraries;
    }

    /// <exception cref="OptiBuildException">OB5003: the library cannot be loaded, or registers nothing.</exception>
    public static void Register(IReadOnlyList<string> libraries, SessionOptions options)
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
