using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OptiBuild.Engine;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Cli.Work;

/// <summary>Lines that the build reads from this process's output; everything without the prefix is noise of native code.</summary>
/// <remarks>ASCII only, since the two sides may disagree about the encoding of a pipe.</remarks>
sealed class Records(TextWriter output)
{
    const string Prefix = "@@optibuild ";

    /// <summary>Models are worked on side by side, and a line must stay whole.</summary>
    readonly Lock one = new();

    /// <summary>The raw stream: native code may write to the same place, so every record is one write.</summary>
    public static Records OnStandardOutput() =>
        new(new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true });

    /// <summary>The model is worked on from here until <see cref="End"/>: who ends without that ended in the middle of it.</summary>
    public void Begin(int model) => Write(new("begin", model, ""));

    public void End(int model) => Write(new("end", model, ""));

    public void Diagnostic(int model, Finding finding) => Write(new("diagnostic", model, finding.Message)
    {
        Severity = finding.Diagnostic.Severity.ToString().ToLowerInvariant(),
        Code = finding.Diagnostic.Code,
    });

    public void Summary(int model, string text) => Write(new("summary", model, text));

    public void Input(int model, string name, string value) => Write(new("input", model, value) { Name = name });

    public void Output(int model, string name, string value) => Write(new("output", model, value) { Name = name });

    public void Step(int model, StepReport step) => Write(new("step", model, FormattableString.Invariant($"{step.Name} {step.Seconds:0.0} s")));

    /// <summary>Where the page for people lies.</summary>
    public void Page(string path) => Write(new("page", 0, path));

    void Write(Record record)
    {
        lock (one) output.Write($"{Prefix}{JsonSerializer.Serialize(record, RecordJson.Default.Record)}\n");
    }
}

sealed record Record(string Kind, int Model, string Text)
{
    public string? Severity { get; init; }
    public string? Code { get; init; }
    public string? Name { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Record))]
sealed partial class RecordJson : JsonSerializerContext;
