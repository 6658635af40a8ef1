using BenchmarkDotNet.Attributes;
using OptiBuild.Numerics;

namespace OptiBuild.Benchmarks.Kernels;

/// <summary>Numbers to integers and back.</summary>
public class AffineBenchmark
{
    static readonly Affine Parameters = Affine.Asymmetric(-4, 4, 0, 255);

    float[] values = [], back = [];
    byte[] integers = [];

    [ParamsSource(nameof(Layers))]
    public object Layer { get; set; } = new();

    public static IEnumerable<object> Layers => [new Layer("resnet activation", 64, 14, 14), new Layer("cnn Gemm", 512, 3136)];

    [GlobalSetup]
    public void Prepare()
    {
        values = ((Layer)Layer).Values();
        back = new float[values.Length];
        integers = new byte[values.Length];
    }

    [Benchmark]
    public void Quantize() => Parameters.Quantize(values, integers);

    [Benchmark]
    public void Dequantize() => Parameters.Dequantize(integers, back);

    [Benchmark]
    public void RoundTrip() => Parameters.RoundTrip(values, back);
}
