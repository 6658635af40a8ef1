using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Baselines;

/// <summary>The baseline on disk: JSON, models sorted by name, the same bytes for the same results.</summary>
public static class BaselineFile
{
    static readonly BaselineJsonContext Context = new(new JsonSerializerOptions(BaselineJsonContext.Default.Options)
    {
        Encoder = JsonText.Encoder,
    });

    /// <exception cref="OptiBuildException">OB4024: it is damaged or of another version; OB4027, OB3003.</exception>
    public static Baseline Read(string path)
    {
        if (!File.Exists(path)) throw new OptiBuildException(Diagnostics.BaselineMissing.With(path.Replace('\\', '/')));
        var name = Data.Places.Name(path);
        try
        {
            using var file = Data.Places.Open(path);
            var baseline = JsonSerializer.Deserialize(file, Context.Baseline) ?? throw Damaged(name, "it is empty");
            return baseline.Schema == Baseline.Known ? baseline
                : throw Damaged(name, string.Create(CultureInfo.InvariantCulture, $"it has schema {baseline.Schema}, and this version knows {Baseline.Known}"));
        }
        catch (JsonException e)
        {
            throw Damaged(name, string.Create(CultureInfo.InvariantCulture, $"line {e.LineNumber + 1} is not what belongs there"), e);
        }
    }

    /// <summary>Empty where there is no file yet.</summary>
    /// <exception cref="OptiBuildException">As of <see cref="Read"/>.</exception>
    public static Baseline ReadOrEmpty(string path) => File.Exists(path) ? Read(path) : Baseline.Empty;

    /// <summary>Adds results to the file, which other models and other builds may be adding to as well.</summary>
    /// <exception cref="OptiBuildException">As of <see cref="Read"/>, and OB1005: the file cannot be written.</exception>
    public static void Add(IReadOnlyList<ModelReport> results, string path)
    {
        using var one = new Mutex(false, "OptiBuild-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(path)))));
        Wait(one);
        try
        {
            Write(ReadOrEmpty(path).With(results), path);
        }
        finally
        {
            one.ReleaseMutex();
        }
    }

    static void Wait(Mutex one)
    {
        try
        {
            one.WaitOne();
        }
        catch (AbandonedMutexException)
        {
            // Its holder was ended. The file is whole all the same, and the mutex is ours.
        }
    }

    /// <exception cref="OptiBuildException">OB1005: the file cannot be written.</exception>
    public static void Write(Baseline baseline, string path) => WholeFile.Write(path, [.. JsonSerializer.SerializeToUtf8Bytes(baseline, Context.Baseline), (byte)'\n']);

    static OptiBuildException Damaged(string name, string what, Exception? cause = null) => new(Diagnostics.BaselineDamaged.With(name, what), cause);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n",
    DefaultIgnoreCondition = JsonIgnoreCondition.Never, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    Converters = [typeof(FiniteNumbers), typeof(EnumNames<MetricUnit>), typeof(EnumNames<Direction>)])]
[JsonSerializable(typeof(Baseline))]
sealed partial class BaselineJsonContext : JsonSerializerContext;
