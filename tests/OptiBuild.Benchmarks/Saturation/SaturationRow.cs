namespace OptiBuild.Benchmarks.Saturation;

/// <summary>An optimized model on this processor, and with kernels that may saturate, as they are and exact.</summary>
/// <param name="Unsafe">Pairs of weights that may saturate, as inspect counts them.</param>
/// <param name="Proof">Kernels that may saturate, with and without session.x64quantprecision: what counts.</param>
/// <param name="Processors">This processor and the one without VNNI: float operators differ in their last bits.</param>
sealed record SaturationRow(string Model, string Target, KernelSet Kernels, long Unsafe, Comparison Proof, Comparison Processors);
