using OptiBuild.Engine.Caching;
using OptiBuild.Engine.Runtimes;
using OptiBuild.Onnx;

namespace OptiBuild.Engine;

/// <summary>One model to optimize: where it is, what to write where, how.</summary>
/// <param name="Model">The file to read.</param>
/// <param name="Display">What messages and the report call it: usually the path as the user wrote it, with forward slashes.</param>
/// <param name="Output">The optimized .onnx; null writes none.</param>
/// <param name="Embedded">Its compressed form; null writes none.</param>
/// <param name="Facts">What the build needs to know again later, as lines; null writes none.</param>
/// <param name="Threads">For calibration and validation; 0 lets the machine decide. Changes no result.</param>
public sealed record Job(string Model, string Display, string? Output, string? Embedded, string? Facts, Options Options, int Threads)
{
    /// <summary>Receives what is being done and how long it took.</summary>
    public Steps Steps { get; init; } = new();

    /// <summary>Its part among models that are worked on at the same time; null where it is the only one.</summary>
    public Quiet.Turn? Turn { get; init; }

    /// <summary>Where results of equal jobs are looked for and kept; null for nowhere.</summary>
    public ResultCache? Cache { get; init; }

    /// <summary>The ONNX Runtime that the app ships; null where that is not known, as on the command line.</summary>
    public AppRuntime? Runtime { get; init; }

    /// <summary>Bytes of weights that the result may hold in its own file; where there are more, they go to a file beside it.</summary>
    public long InlineLimit { get; init; } = ModelWriter.InlineLimit;

    /// <summary>Whether the result shall be a resource of an assembly: what a build wants, and --packed.</summary>
    public bool IsForResource => Options.Embed == EmbedMode.Resource && (Embedded ?? Facts) is not null;

    /// <summary>The result becomes the accepted one where it passes against the original, whatever was accepted before.</summary>
    public bool AcceptsBaseline { get; init; }
}
