using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Packing;
using OptiBuild.Engine.Reports;
using OptiBuild.Numerics.Statistics;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Caching;

/// <summary>Everything that a result depends on, as lines: equal texts, equal results. Nothing in it says where files lie.</summary>
/// <param name="Calibration">SHA-256 of the samples that are given for it; null without any.</param>
sealed record ResultKey(string Text, Original Original, string? Calibration, string? Validation, IReadOnlyList<FileState> Files)
{
    const string Version = "optibuild result 1";

    /// <summary>What is the key of the entry.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>Why results of such options cannot be known to be the same; null where they can.</summary>
    public static string? Unknown(Options options) =>
        options.Metric is { } metric && CommandMetric.ProgramOf(metric) is not null ? "what the program of Metric=command reads is not known" : null;

    /// <summary>Reads what the job names, and stops where a run would.</summary>
    /// <exception cref="OptiBuildException">OB1001, OB1003, OB1004, OB1011, OB2xxx, OB3xxx.</exception>
    public static ResultKey Of(Job job)
    {
        var (original, model) = Original.Read(job);
        FileState[] files = [.. model.ExternalFiles.Prepend(job.Model).Select(FileState.Of)];
        var plan = DataPlan.Of(job.Options);
        var (validation, calibration) = (Content(plan.Validation, original, job.Options), Content(plan.Calibration, original, job.Options));
        string?[] lines =
        [
            Version,
            .. Tool(),
            .. Processor(),
            $"model {original.Hash} {string.Join(' ', files.Select(f => f.Length.ToString(CultureInfo.InvariantCulture)))}",
            $"validation {validation?.Text ?? "-"}",
            $"calibration {calibration?.Text ?? "-"}",
            .. original.Libraries.Select(Library),
            Labels(job.Options),
            .. Asked(job.Options),
            $"packed {(job.Embedded is null ? "-" : job.Options.Compression.ToString())}",
        ];
        return new(string.Concat(lines.OfType<string>().Select(l => l + "\n")), original, calibration?.Hash, validation?.Hash, files);
    }

    /// <summary>Whether what was made was made of what the key was taken from: somebody may have written the files meanwhile.</summary>
    public bool IsOf(ModelReport made) => made.Hashes is { } hashes && hashes.Model == Original.Hash
        && hashes.Validation is var v && (v is null || v == Validation) && hashes.Calibration is var c && (c is null || c == Calibration || c == Validation)
        && Files.All(f => f == FileState.Of(f.Path));

    /// <remarks>Module version ids change with every change of the code.</remarks>
    static IEnumerable<string> Tool()
    {
        Assembly[] own = [typeof(Pipeline).Assembly, typeof(ModelReader).Assembly, typeof(PairedProportions).Assembly];
        yield return $"tool {own[0].GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion} {string.Join(' ', own.Select(a => a.ManifestModule.ModuleVersionId))}";
        yield return $"onnxruntime {OrtEnv.Instance().GetVersionString()}";
        yield return $"framework {RuntimeInformation.FrameworkDescription}";
    }

    /// <remarks>Sums of floating point numbers depend on how many are added at once, and kernels on what the processor offers.</remarks>
    static IEnumerable<string> Processor()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "macos" : "linux";
        var width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        yield return $"system {system} {RuntimeInformation.ProcessArchitecture}";
        yield return string.Create(CultureInfo.InvariantCulture, $"processor {string.Join(' ', Machine.InstructionSets())} vectors {Vector<byte>.Count * 8} {width}");
    }

    /// <remarks>The name stands in messages about samples, and its extension says the form. Names of classes count: an empty folder is one.</remarks>
    static (string Text, string Hash)? Content(GivenData? given, Original original, Options options)
    {
        if (given is null) return null;
        using var samples = Formats.Open(given.Request(original.Inputs, options));
        var hash = samples.Hash();
        var classes = samples.ClassNames.Select(n => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(n)));
        return (string.Create(CultureInfo.InvariantCulture, $"{given.Option} {Places.Name(given.Place)} {samples.Count} {samples.Labels} {hash} {string.Join(' ', classes)}"), hash);
    }

    /// <summary>Operators compute what their library's content says.</summary>
    static string Library(string file)
    {
        using var stream = File.OpenRead(file);
        return $"library {Convert.ToHexStringLower(SHA256.HashData(stream))}";
    }

    /// <summary>A column, which has no other trace; a file's content is part of the samples'.</summary>
    static string? Labels(Options options) => options.Labels is { } labels ? $"labels {(File.Exists(labels) ? Places.Name(labels) : labels)}" : null;

    static IEnumerable<string> Asked(Options options)
    {
        foreach (var line in options.Asked.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (OptionRows.ByName[line[..line.IndexOf('=', StringComparison.Ordinal)]].Effect == OptionEffect.Result) yield return $"option {line}";

        // Between Certify and Estimate only the judgement differs. Warn lets pass what is refused before any work, Off measures nothing.
        yield return $"gate {(options.Gate is GateMode.Off or GateMode.Warn ? options.Gate.ToString() : "on")}";
        if (IsFloored(options.Metric)) yield return string.Create(CultureInfo.InvariantCulture, $"floor {options.MinMetric:R}");
    }

    /// <summary>MinMetric is what losses are measured from.</summary>
    static bool IsFloored(string? metric) => MetricRows.All.Any(m => m.IsFloored && m.Name.Equals(metric?.Trim(), StringComparison.OrdinalIgnoreCase));
}

/// <summary>What tells, without reading it, that a file was not written.</summary>
readonly record struct FileState(string Path, long Length, long Ticks)
{
    public static FileState Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new(path, file.Length, file.LastWriteTimeUtc.Ticks) : new(path, -1, 0);
    }
}
