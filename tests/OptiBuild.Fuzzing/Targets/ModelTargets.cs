using OptiBuild.Fuzzing.Mutators;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Opsets;

namespace OptiBuild.Fuzzing.Targets;

/// <summary>The reader of models, and what every model goes through before ONNX Runtime sees it.</summary>
static class ModelTargets
{
    static readonly string[] Words = ["location", "offset", "length", "weights", "../weights", "ai.onnx", "com.microsoft", "Conv", "Softmax", "Resize", "Loop", "If", "axes", "then_branch"];

    public static void Read(byte[] input, string folder) => ModelReader.Read(input, folder);

    public static void Upgrade(byte[] input, string folder)
    {
        var model = ModelReader.Read(input, folder);
        GraphCheck.Check(model, "reading");
        OpsetUpgrade.Apply(model);
        GraphCheck.Check(model, "the upgrade");
        ModelReader.Read(ModelWriter.ToBytes(model), null);
    }

    public static FuzzTarget[] All { get; } =
    [
        new("model", [], Read)            { Inputs = 30_000, Structure = [WireMutator.Mutate, WireMutator.Mutate], Tokens = Words },
        new("model-upgrade", [], Upgrade) { Inputs = 25_000, Structure = [WireMutator.Mutate, WireMutator.Mutate], Tokens = Words },
    ];
}
