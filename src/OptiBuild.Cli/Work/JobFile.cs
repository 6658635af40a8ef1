using System.Text.Json;
using System.Text.Json.Serialization;
using OptiBuild.Engine;
using OptiBuild.Engine.Caching;
using NuGet.Versioning;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Runtimes;
using OptiBuild.Onnx;

namespace OptiBuild.Cli.Work;

/// <summary>What a build wants to have done: all models of one project. Paths are absolute.</summary>
/// <param name="Models">Those to make; the others of the project are as they were.</param>
/// <param name="Report">Where report.json is wanted; null for none.</param>
/// <param name="AcceptBaseline">As <see cref="Job.AcceptsBaseline"/>.</param>
/// <param name="ParentPid">The process that waits; 0 for none.</param>
sealed record JobFile(int Schema, IReadOnlyList<JobModel> Models, string? Report = null, int ParentPid = 0, int Threads = 0, bool AcceptBaseline = false)
{
    const int Known = 1;

    /// <summary>The forms that people and CI systems want, and where; null for none.</summary>
    public JobReports? Reports { get; init; }

    /// <summary>Where results are kept for other builds; null for nowhere.</summary>
    public CacheWish? Cache { get; init; }

    /// <summary>The same opened, while the job is worked on.</summary>
    [JsonIgnore]
    public ResultCache? Results { get; init; }

    /// <summary>As <see cref="Job.InlineLimit"/>.</summary>
    [JsonIgnore]
    public long InlineLimit { get; init; } = ModelWriter.InlineLimit;

    /// <summary>The app's packages of ONNX Runtime, of all target frameworks; null for none.</summary>
    public IReadOnlyList<JobRuntime>? Runtimes { get; init; }

    /// <summary>The one that models must suit; null where the app ships none.</summary>
    [JsonIgnore] public AppRuntime? Runtime => AppRuntime.Oldest((Runtimes ?? []).Select(r => r.ToRuntime()).OfType<AppRuntime>());

    /// <exception cref="InvalidDataException">The build's side and this side do not fit together.</exception>
    public static JobFile Read(string path)
    {
        var job = JsonSerializer.Deserialize(File.ReadAllBytes(path), JobFileJson.Default.JobFile) ?? throw new InvalidDataException("The job file is empty.");
        return job.Schema == Known ? job : throw new InvalidDataException($"The job file has schema {job.Schema}; this version knows {Known}.");
    }
}

/// <param name="Folder">Where the package is unpacked; null where it is not.</param>
sealed record JobRuntime(string Id, string Version, string? Folder = null)
{
    /// <summary>Null for what is no version; NuGet resolves none.</summary>
    public AppRuntime? ToRuntime() => NuGetVersion.TryParse(Version, out var version) ? new(Id, version, Folder) : null;
}

/// <param name="Project">The reports of all models of the project, in its order; what is not there is left out.</param>
/// <param name="Forms">Names, separated by ';'.</param>
/// <param name="Name">Of the files, without extension.</param>
/// <param name="History">A file that remembers builds; null for none.</param>
sealed record JobReports(IReadOnlyList<string> Project, string Forms, string Folder, string Name, string? History = null)
{
    /// <exception cref="OptiBuildException">OB1002: there is no such form.</exception>
    public ReportFiles ToFiles() => ReportFiles.In((Folder, Name), ReportForms.Named(Forms), History);
}

/// <param name="File">The project file that asks for the model.</param>
sealed record JobPlace(string File, int Line, int Column)
{
    /// <summary>As code scanning wants it: from the root of the repository.</summary>
    public PlaceReport ToReport()
    {
        var folder = Path.GetDirectoryName(File) ?? "";
        var root = folder;
        while (root.Length > 0 && !Path.Exists(Path.Combine(root, ".git"))) root = Path.GetDirectoryName(root) ?? "";
        return new(Path.GetRelativePath(root.Length > 0 ? root : folder, File).Replace('\\', '/'), Line, Column);
    }
}

/// <param name="Report">Where the model's own report.json goes; null for none.</param>
sealed record JobModel(string Model, string Display, IReadOnlyDictionary<string, string> Options, string? Output = null, string? Embedded = null, string? Facts = null, string? Report = null, JobPlace? Place = null)
{
    /// <summary>Its part among the job's models, while these are worked on.</summary>
    [JsonIgnore]
    public Quiet.Turn? Turn { get; init; }

    /// <summary>Of the model, and of files that exporters put its weights into: a rough measure of the work. 0 where there is no file.</summary>
    [JsonIgnore]
    public long Bytes => new[] { Model, Model + ".data", Model + "_data" }.Select(f => new FileInfo(f)).Where(f => f.Exists).Sum(f => f.Length);

    /// <exception cref="OptiBuildException">OB1002, OB1006: an option is none, or its text is not a value.</exception>
    public Job ToJob(JobFile file, Steps steps) => new(Model, Display, Output, Embedded, Facts, Engine.Options.From(Options), file.Threads) { Steps = steps, Turn = Turn, Cache = file.Results, AcceptsBaseline = file.AcceptBaseline, Runtime = file.Runtime, InlineLimit = file.InlineLimit };
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(JobFile))]
sealed partial class JobFileJson : JsonSerializerContext;
