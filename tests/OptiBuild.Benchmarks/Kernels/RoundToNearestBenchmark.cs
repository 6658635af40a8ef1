using BenchmarkDotNet.Attributes;
using OptiBuild.Numerics.Weights;

namespace OptiBuild.Benchmarks.Kernels;

/// <summary>A whole weight tensor: scales searched, then rounded.</summary>
public class RoundToNearestBenchmark
{
    const int Most = 127;

    float[] weights = [];
    ChannelShape shape;

    [ParamsSource(nameof(Layers))]
    public object Layer { get; set; } = new();

    public static IEnumerable<object> Layers => [new Layer("resnet Conv", 64, 64, 3, 3), new Layer("mobilenet depthwise Conv", 192, 1, 3, 3), new Layer("minilm MatMul", 384, 1536)];

    [GlobalSetup]
    public void Prepare()
    {
        var layer = (Layer)Layer;
        weights = layer.Values();

        // Convolutions have their output channels first, matrices last.
        shape = ChannelShape.Of([.. layer.Sizes.Select(s => (long)s)], layer.Sizes.Length == 2 ? 1 : 0);
    }

    [Benchmark]
    public QuantizedWeights PerChannel() => RoundToNearest.PerChannel(weights, shape, Most);

    [Benchmark]
    public QuantizedWeights PerTensor() => RoundToNearest.PerTensor(weights, Most);
}
