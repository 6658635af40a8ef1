using System.CommandLine;
using OptiBuild.Benchmarks.Saturation;

namespace OptiBuild.Benchmarks.Running;

/// <summary>Switches that several commands have.</summary>
static class Switches
{
    public static Option<string> Models { get; } = new("--models") { Description = "Only these, separated by commas; their figures go to .artifacts instead of build/benchmarks.", DefaultValueFactory = _ => "" };

    public static Option<KernelSet> Kernels { get; } = new("--kernels") { Description = "native, avx512 (without VNNI) or avx2: which of its kernels ONNX Runtime may choose from." };

    public static IReadOnlyList<string> List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
