using OptiBuild.Engine;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Tests.Engine.Reports;

public class FactsTests
{
    [Fact]
    public void LinesHaveAFixedOrderAndInvariantNumbers() => Assert.Equal("""
        OriginalBytes=6806268
        OptimizedBytes=1716020
        EmbeddedBytes=618400
        Compression=brotli
        SourceSha256=aa
        OptimizedSha256=ee
        Verdict=passed
        MetricName=accuracy
        MetricOriginal=0.9142
        MetricOptimized=0.9138
        Loss=0.0004
        LossUpper=0.00312
        Confidence=0.95
        Budget=0.01
        Samples=5000
        Broken=12
        Repaired=10
        Agreement=0.9948
        OnnxRuntimeVersion=1.29.0
        ClassName=shirt
        ClassName=boot
        Class=shirt|0.88|0.8792
        Class=boot|0.9484|0.9484
        Input=image|float|N,1,28,28
        Output=logits|float|N,10

        """.ReplaceLineEndings("\n"), Facts.Text(SampleReport.Model, CompressionMode.Brotli));

    [Fact]
    public void WhatWasNotMeasuredIsLeftOut()
    {
        var text = Facts.Text(SampleReport.Model with { Metric = null, Verdict = Verdict.Off }, CompressionMode.None);

        Assert.Contains("Compression=none\n", text);
        Assert.Contains("Verdict=off\nOnnxRuntimeVersion=", text);
    }

    [Fact]
    public void TimingsDoNotShow()
    {
        var other = SampleReport.Model with { Steps = [new("read", 9, 0)], Latency = new(1, 2, 0.5, 1, 1) };

        Assert.Equal(Facts.Text(SampleReport.Model, CompressionMode.Brotli), Facts.Text(other, CompressionMode.Brotli));
    }

    [Theory]
    [InlineData("serving_default_x:0", "serving_default_x:0")]
    [InlineData("a|b,c", "a%7Cb%2Cc")]
    [InlineData("a\nVerdict=passed", "a%0AVerdict=passed")]
    [InlineData("100%", "100%25")]
    [InlineData("größe", "größe")]
    public void NamesCannotBreakALine(string name, string written)
    {
        var model = SampleReport.Model with { Interface = new([new(name, "float", ["N"])], []) };

        Assert.EndsWith($"\nInput={written}|float|N\n", Facts.Text(model, CompressionMode.Brotli));
    }
}
