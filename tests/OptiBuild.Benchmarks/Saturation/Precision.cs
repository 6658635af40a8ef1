namespace OptiBuild.Benchmarks.Saturation;

/// <summary>What ONNX Runtime does with signed weights on a processor whose kernels may saturate.</summary>
enum Precision
{
    /// <summary>Multiplies them as they are.</summary>
    AsIs,

    /// <summary>session.x64quantprecision: makes those that do not fit into 7 bits unsigned, for kernels that add in 32 bits.</summary>
    Exact,
}
