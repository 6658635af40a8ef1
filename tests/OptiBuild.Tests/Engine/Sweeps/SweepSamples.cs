using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Sweeps;
using OptiBuild.Tests.Engine.Reports;

namespace OptiBuild.Tests.Engine.Sweeps;

/// <summary>Figures of a model of 5,000 weights, made up.</summary>
static class SweepSamples
{
    static readonly EnvironmentReport Machine = new("an OS", "a processor", ["avx2"], "1.29.0");

    public static SweptModel Model(string name) => new(name, Machine,
    [
        Point("float", "fp32", 5000, 0.9, (20_500, 18_000), 1),
        Point("float", "50 % zeros", 2500, 0.89, (20_500, 11_000), 1.02),
        Point("float", "90 % zeros", 500, 0.2, (20_500, 3_000), 0.99),
        Point("int8", "int8", 4800, 0.899, (6_000, 4_500), 0.5),
        Point("magnitude", "20 % zeros", 3900, 0.893, (6_000, 4_000), 0.5),
        Point("magnitude", "50 % zeros", 2400, 0.8, (6_000, 3_000), 0.52),
        Point("auto", "1 pp", 2600, 0.895, (6_000, 2_000), 0.5),
    ]);

    public static Sweep Of(params string[] names) => new(SweepJson.Schema, new("OptiBuild", "0.1.0"), [.. names.Select(Model)]);

    static SweepPoint Point(string series, string setting, long nonZeros, double accuracy, (long Raw, long Packed) bytes, double time) => new(
        series, setting, "Quantization=int8", new(5000, nonZeros),
        SampleReport.Accuracy with { Original = 0.9, Optimized = accuracy, Loss = 0.9 - accuracy, LossUpper = 0.905 - accuracy, Broken = (int)((0.9 - accuracy) * 1000) + 3, Repaired = 3, Samples = 1000 },
        new(20_600, bytes.Raw, bytes.Packed), new(2, 2 * time, 1 / time, 1, 1));
}
