using BenchmarkDotNet.Attributes;
using OptiBuild.Numerics.Ranges;

namespace OptiBuild.Benchmarks.Kernels;

/// <summary>Once for each tensor: the range of least squared error, searched over its histogram.</summary>
public class MeanSquareBenchmark
{
    const int Least = 0, Most = 255;

    readonly Histogram histogram = new();

    public enum Distribution { Normal, AfterRelu }

    [Params(Distribution.Normal, Distribution.AfterRelu)]
    public Distribution Values { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var layer = new Layer("resnet activation", 64, 14, 14);
        histogram.Add(Values == Distribution.Normal ? layer.Values() : layer.Rectified());
    }

    [Benchmark]
    public RangeEstimate Find() => MeanSquare.Find(histogram, Least, Most);
}
