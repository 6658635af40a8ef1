using BenchmarkDotNet.Attributes;
using OptiBuild.Numerics.Ranges;

namespace OptiBuild.Benchmarks.Kernels;

/// <summary>Calibration: every activation of every sample goes into a histogram.</summary>
public class HistogramBenchmark
{
    float[] values = [], rectified = [];
    Histogram histogram = new();

    [ParamsSource(nameof(Layers))]
    public object Layer { get; set; } = new();

    public static IEnumerable<object> Layers => [new Layer("resnet activation", 64, 14, 14), new Layer("minilm activation", 32, 384), new Layer("efficientnet-lite0 activation", 96, 112, 112)];

    [GlobalSetup]
    public void Prepare()
    {
        var layer = (Layer)Layer;
        (values, rectified, histogram) = (layer.Values(), layer.Rectified(), new());
    }

    [Benchmark]
    public void Add() => histogram.Add(values);

    [Benchmark]
    public void AddAfterRelu() => histogram.Add(rectified);
}
