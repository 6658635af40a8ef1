using OptiBuild.Engine;
using OptiBuild.Engine.Sweeps;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Sweeps;

public class SweepJsonTests
{
    [Fact]
    public void KeepsEveryFigure()
    {
        using var folder = new TempFolder();
        var written = SweepJson.Bytes(SweepSamples.Of("a.onnx", "b.onnx"));

        var read = SweepJson.Read(folder.Write("sweep.json", written));

        Assert.Equal(written, SweepJson.Bytes(read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"schema":2,"tool":{"name":"x","version":"1"},"models":[]}""")]
    [InlineData("""{"schema":1,"tool":{"name":"x","version":"1"},"models":null}""")]
    [InlineData("""{"schema":1,"tool":{"name":"x","version":"1"},"models":[{"model":"m"}]}""")]
    public void WhatIsNoSweepIsRefused(string text)
    {
        using var folder = new TempFolder();

        var refused = Assert.Throws<OptiBuildException>(() => SweepJson.Read(folder.Write("sweep.json", System.Text.Encoding.UTF8.GetBytes(text))));

        Assert.Equal("OB3004", refused.Finding.Diagnostic.Code);
    }

    [Fact]
    public void AModelOfTheSameNameIsReplacedInItsPlace()
    {
        var sweep = SweepSamples.Of("a.onnx", "b.onnx");
        var again = sweep.Models[0] with { Points = [sweep.Models[0].Points[0]] };

        var models = sweep.With(again).Models;

        Assert.Equal([("a.onnx", 1), ("b.onnx", 7)], models.Select(m => (m.Model, m.Points.Count)));
        Assert.Equal(["a.onnx", "b.onnx", "c.onnx"], sweep.With(again with { Model = "c.onnx" }).Models.Select(m => m.Model));
    }
}
