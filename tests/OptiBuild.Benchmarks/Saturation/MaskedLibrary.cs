using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace OptiBuild.Benchmarks.Saturation;

/// <summary>ONNX Runtime that does not see some features of the processor: a copy of the native library, changed where it looks for them.</summary>
static class MaskedLibrary
{
    const string Name = "libonnxruntime.so";

    /// <summary>Makes this process use it; before anything else asks for ONNX Runtime.</summary>
    /// <exception cref="Failed">The library is not as expected.</exception>
    public static void Use(KernelSet set, string repository)
    {
        if (set == KernelSet.Native) return;
        var path = Make(set, repository);
        OrtEnv.DisableDllImportResolver = true;
        NativeLibrary.SetDllImportResolver(typeof(OrtEnv).Assembly, (name, _, _) => name.StartsWith("onnxruntime", StringComparison.Ordinal) ? NativeLibrary.Load(path) : 0);
    }

    static string Make(KernelSet set, string repository)
    {
        if (RuntimeInformation.RuntimeIdentifier != "linux-x64") throw new Failed($"Kernels can be left out on linux-x64 only, not on {RuntimeInformation.RuntimeIdentifier}.");
        var code = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", Name));
        var counts = Patch.All.Where(p => p.Sets.Contains(set)).Select(p => (p.Feature, Count: p.Apply(code))).ToArray();
        if (counts.Any(c => c.Count == 0) || counts.DistinctBy(c => c.Count).Count() > 1)
            throw new Failed($"{Name} is not as expected: it should ask for each feature equally often, and asks {string.Join(", ", counts.Select(c => $"{c.Count} times for {c.Feature}"))}. The byte patterns in Patch.cs belong to another build of ONNX Runtime.");

        // Processes that start together write the same bytes; each replaces the file as a whole.
        var folder = Directory.CreateDirectory(Path.Combine(repository, ".artifacts", "benchmarks", "kernels", set.ToString().ToLowerInvariant())).FullName;
        var (path, unfinished) = (Path.Combine(folder, Name), Path.Combine(folder, $"{Name}.{Environment.ProcessId}"));
        File.WriteAllBytes(unfinished, code);
        File.Move(unfinished, path, overwrite: true);
        return path;
    }
}
