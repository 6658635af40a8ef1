using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Onnx;

namespace OptiBuild.Fuzzing.Targets;

/// <summary>What models want of a data set, and a data set read to its end for each of them.</summary>
static class Wanted
{
    static readonly ModelInput Any = new("x", ElementType.Float, []), Ids = new("ids", ElementType.Int64, [null, null]), Four = new("x", ElementType.Float, [null, 4]);

    static readonly ModelInput Pixels = new("x", ElementType.Float, [null, 3, 4, 4]), Gray = new("x", ElementType.UInt8, [null, 1, null, null]), Sound = new("x", ElementType.Float, [null, 1, null]);

    /// <summary>Any array of real numbers; four numbers; two inputs with texts as labels.</summary>
    public static ModelInput[][] Arrays { get; } = [[Any], [Four], [Any, Ids]];

    public static ModelInput[][] Images { get; } = [[Pixels], [Gray]];

    public static ModelInput[][] Sounds { get; } = [[Sound], [Any]];

    /// <summary>The place read as validation data for each of the models: what one refuses, another takes.</summary>
    public static void Read(string place, ModelInput[][] models, params KeyValuePair<string, string>[] options)
    {
        OptiBuildException? refusal = null;
        foreach (var inputs in models)
            try
            {
                using var samples = Formats.Open(new DataRequest(place, nameof(Options.ValidationData), inputs, Options.From(options)));
                foreach (var sample in samples.Read(CancellationToken.None)) LabelRange.Require(sample, long.MaxValue);
                samples.Hash();
            }
            catch (OptiBuildException e)
            {
                refusal = e;
            }
        if (refusal is not null) throw refusal;
    }

    public static KeyValuePair<string, string> Option(string name, string value) => KeyValuePair.Create(name, value);

    public static string File(string folder, string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(folder, name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }
}
