namespace OptiBuild.Benchmarks.Saturation;

/// <summary>Which of its kernels ONNX Runtime is let choose from.</summary>
enum KernelSet
{
    /// <summary>All that this processor has.</summary>
    Native,

    /// <summary>As on a processor with AVX-512 that has no VNNI.</summary>
    Avx512,

    /// <summary>As on a processor with AVX2 and neither AVX-512 nor VNNI.</summary>
    Avx2,
}
