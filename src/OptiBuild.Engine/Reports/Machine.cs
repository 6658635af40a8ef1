using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace OptiBuild.Engine.Reports;

/// <summary>The machine that measured: figures of speed, and on some processors answers of int8 models, belong to it.</summary>
public static class Machine
{
    public static EnvironmentReport Describe() => new(
        RuntimeInformation.OSDescription.Trim(),
        ProcessorName(),
        [.. InstructionSets()],
        OrtEnv.Instance().GetVersionString());

    /// <summary>Those that int8 and float kernels are chosen by, named as their vendors do.</summary>
    internal static IEnumerable<string> InstructionSets() => new (string Name, bool Supported)[]
    {
        ("sse4.1",      Sse41.IsSupported),
        ("avx",         Avx.IsSupported),
        ("avx2",        Avx2.IsSupported),
        ("fma",         Fma.IsSupported),
        ("avx-vnni",    AvxVnni.IsSupported),
        ("avx512f",     Avx512F.IsSupported),
        ("avx512bw",    Avx512BW.IsSupported),
        ("avx512-vnni", Avx512F.IsSupported && HasFeature(leaf: 7, bit: 11)),
        ("neon",        AdvSimd.IsSupported),
        ("dotprod",     Dp.IsSupported),
    }.Where(s => s.Supported).Select(s => s.Name);

    /// <remarks>AVX512_VNNI is ECX bit 11 of CPUID leaf 7: Intel 64 and IA-32 manual, volume 2A, CPUID.</remarks>
    static bool HasFeature(int leaf, int bit) => X86Base.IsSupported && (X86Base.CpuId(leaf, 0).Ecx >> bit & 1) == 1;

    static string ProcessorName() => BrandString() ?? FromProcInfo()
        ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <remarks>48 characters in CPUID leaves 80000002h to 80000004h.</remarks>
    static string? BrandString()
    {
        const int Highest = unchecked((int)0x80000000), First = Highest + 2, Last = Highest + 4;
        if (!X86Base.IsSupported || X86Base.CpuId(Highest, 0).Eax < Last) return null;
        var registers = Enumerable.Range(First, Last - First + 1).Select(leaf => X86Base.CpuId(leaf, 0))
            .SelectMany(r => new[] { r.Eax, r.Ebx, r.Ecx, r.Edx }).ToArray();
        return NullIfEmpty(Encoding.ASCII.GetString(MemoryMarshal.AsBytes(registers.AsSpan())).Replace('\0', ' '));
    }

    static string? FromProcInfo()
    {
        const string Source = "/proc/cpuinfo";
        if (!File.Exists(Source)) return null;
        var line = File.ReadLines(Source).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal) || l.StartsWith("Model", StringComparison.Ordinal));
        return line is null ? null : NullIfEmpty(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]);
    }

    static string? NullIfEmpty(string text) => text.Trim() is { Length: > 0 } name ? name : null;
}
