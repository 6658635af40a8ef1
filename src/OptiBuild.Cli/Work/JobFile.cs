using System.Text.Json;
using System.Text.Json.Serialization;
using OptiBuild.Engine;

namespace OptiBuild.Cli.Work;

/// <summary>What a build wants to have done: all models of one project. Paths are absolute.</summary>
/// <param name="Report">Where the report is wanted; null for none.</param>
/// <param name="AcceptBaseline">As <see cref="Job.AcceptsBaseline"/>.</param>
/// <param name="ParentPid">The process that waits; 0 for none.</param>
sealed record JobFile(int Schema, IReadOnlyList<JobModel> Models, string? Report = null, int ParentPid = 0, int Threads = 0, bool AcceptBaseline = false)
{
    const int Known = 1;

    /// <exception cref="InvalidDataException">The build's side and this side do not fit together.</exception>
    public static JobFile Read(string path)
    {
        var job = JsonSerializer.Deserialize(File.ReadAllBytes(path), JobFileJson.Default.JobFile) ?? throw new InvalidDataException("The job file is empty.");
        return job.Schema == Known ? job : throw new InvalidDataException($"The job file has schema {job.Schema}; this version knows {Known}.");
    }
}

sealed record JobModel(string Model, string Display, IReadOnlyDictionary<string, string> Options, string? Output = null, string? Embedded = null, string? Facts = null)
{
    /// <exception cref="OptiBuildException">OB1002, OB1006: an option is none, or its text is not a value.</exception>
    public Job ToJob(JobFile file, Steps steps) => new(Model, Display, Output, Embedded, Facts, Engine.Options.From(Options), file.Threads) { Steps = steps, AcceptsBaseline = file.AcceptBaseline };
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(JobFile))]
sealed partial class JobFileJson : JsonSerializerContext;
