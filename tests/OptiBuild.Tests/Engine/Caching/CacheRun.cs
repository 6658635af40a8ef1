using OptiBuild.Engine;
using OptiBuild.Engine.Caching;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Caching;

/// <summary>A model, its data, and builds of it with caches.</summary>
sealed class CacheRun : IDisposable
{
    /// <summary>Enough to wait for, and no more: nothing here takes as long unless it is meant to.</summary>
    static readonly Patience Impatient = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), 1 << 20);

    public static readonly (string, string) Tolerant = ("MaxDrop", "20pp");

    readonly PipelineRun run = PipelineRun.Of(PipelineRun.Classifier);

    public string Folder => run.Folder.File("cache");

    public PipelineRun Pipeline => run;

    public IReadOnlyList<string> Stored(string part) => Directory.Exists(Path.Combine(Folder, part)) ? Directory.GetFiles(Path.Combine(Folder, part), "*", SearchOption.AllDirectories) : [];

    public Job Job(params (string, string)[] options) => run.Job(1, [Tolerant, .. options]);

    /// <summary>A build of its own: outputs of earlier ones are gone.</summary>
    public Built Build(params (string, string)[] options) => Build(Job(options), new(Folder, null, null, null));

    /// <summary>On a machine that has made nothing yet.</summary>
    public Built BuildWith(CacheServer server, params (string, string)[] options)
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        return Build(Job(options), new(Folder, null, null, server.Url));
    }

    public Built Build(Job job, CacheWish wish, Func<string, string?>? environment = null)
    {
        if (Directory.Exists(run.Folder.File("out"))) Directory.Delete(run.Folder.File("out"), recursive: true);
        var told = new List<Finding>();
        using var cache = new ResultCache(CacheSettings.Of(wish, environment ?? (_ => null), told.Add), Impatient);
        var result = CachedPipeline.Run(job with { Cache = cache }, CancellationToken.None);
        return new(result, result.IsFailed ? [] : File.ReadAllBytes(run.Output), result.IsFailed ? [] : File.ReadAllBytes(run.Embedded), result.IsFailed ? "" : File.ReadAllText(run.Facts), told);
    }

    /// <summary>Other models of the same form are other inputs.</summary>
    public void ChangeModel(string text) => ModelWriter.Write(ModelSamples.Parse(text), run.Model);

    public void Dispose() => run.Dispose();
}

sealed record Built(ModelResult Result, byte[] Output, byte[] Embedded, string Facts, IReadOnlyList<Finding> Told)
{
    public OptiBuild.Engine.Reports.ResultOrigin? Origin => Result.Report.Cache?.Origin;

    public string Codes => string.Join(' ', Told.Concat(Result.Findings).Select(f => f.Diagnostic.Code));

    public void MustEqual(Built other)
    {
        Assert.Equal(other.Output, Output);
        Assert.Equal(other.Embedded, Embedded);
        Assert.Equal(other.Facts, Facts);
    }
}
