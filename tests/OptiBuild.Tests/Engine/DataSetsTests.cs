using OptiBuild.Engine;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine;

/// <summary>Which samples calibrate and which the gate asks: never the same.</summary>
public sealed class DataSetsTests : IDisposable
{
    readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    [Provokes("OB3050")]
    public void SamplesInBothSetsAreRefused()
    {
        var refused = Assert.Throws<OptiBuildException>(() => Open(("CalibrationData", File("c.npz", Range(0, 50))), ("ValidationData", File("v.npz", Range(45, 400)))));

        Assert.Equal("OB3050", refused.Finding.Diagnostic.Code);
        Assert.StartsWith("5 of 400 validation samples are in the calibration data too, for instance v.npz, sample 0 and c.npz, sample 45: ", refused.Finding.Message);
    }

    [Fact]
    public void UnderGateWarnTheyAreAWarning()
    {
        using var data = Open(("CalibrationData", File("c.npz", Range(0, 50))), ("ValidationData", File("v.npz", Range(45, 400))), ("Gate", "Warn"));

        Assert.Equal(["warning OB3050"], data.Findings.Select(f => $"{f.Diagnostic.Severity.ToString().ToLowerInvariant()} {f.Diagnostic.Code}"));
        Assert.Equal(50, data.Calibration!.Count);
    }

    [Fact]
    [Provokes("OB3051")]
    public void FewRepeatsLeaveTheCalibrationAlone()
    {
        using var data = Open(("CalibrationData", File("c.npz", [.. Range(0, 50), 7, 49])), ("ValidationData", File("v.npz", Range(49, 400))));

        Assert.Equal((50, 400), (data.Calibration!.Count, data.Validation!.Count));
        Assert.Equal("Calibration samples that are validation samples too were left out of the calibration: 2, for instance c.npz, sample 49, which equals v.npz, sample 0.", Assert.Single(data.Findings).Message);
        Assert.DoesNotContain(49f, Values(data.Calibration));
        Assert.Equal((50, 400, false), (data.Report!.Calibration, data.Report.Validation, data.Report.IsSplit));
    }

    [Fact]
    public void RepeatsThatWouldLeaveNothingToCalibrateOnAreRefused() =>
        Assert.Equal("OB3050", Assert.Throws<OptiBuildException>(() => Open(("CalibrationData", File("c.npz", [7])), ("ValidationData", File("v.npz", Range(0, 400))))).Finding.Diagnostic.Code);

    /// <summary>The same numbers as rows of a table and as an array.</summary>
    [Fact]
    public void RepeatsAreFoundInAnyFormat()
    {
        var table = folder.Write("c.csv", System.Text.Encoding.UTF8.GetBytes("x\n" + string.Concat(Range(0, 40).Select(v => FormattableString.Invariant($"{v}\n")))));

        Assert.Equal("OB3050", Assert.Throws<OptiBuildException>(() => Open(("CalibrationData", table), ("ValidationData", File("v.npz", Range(0, 400))))).Finding.Diagnostic.Code);
    }

    [Fact]
    [Provokes("OB3052")]
    public void OneFileForBothIsRefused()
    {
        var file = File("v.npz", Range(0, 400));

        var refused = Assert.Throws<OptiBuildException>(() => Open(("CalibrationData", file), ("ValidationData", file)));

        Assert.StartsWith("CalibrationData and ValidationData are both 'v.npz'", refused.Finding.Message);
    }

    [Fact]
    [Provokes("OB3054")]
    public void ValidationDataAloneIsSplit()
    {
        using var data = Open(("ValidationData", File("v.npz", Range(0, 1000))));

        Assert.Equal((200, 800, true), (data.Report!.Calibration, data.Report.Validation, data.Report.IsSplit));
        Assert.Equal("200 samples of ValidationData were split off to calibrate on; the gate asks the other 800.", Assert.Single(data.Findings).Message);
        Assert.Equal(Range(0, 1000), Values(data.Calibration!).Concat(Values(data.Validation!)).Order());
        // By chance, not by place: of 200 drawn from 1000, 100 ± 3 · 6.3 lie in the first half.
        Assert.InRange(Values(data.Calibration!).Count(v => v < 500), 81, 119);
    }

    [Fact]
    public void TheSplitIsTheSameEveryTimeAndNeverLargerThanItNeedsToBe()
    {
        var file = File("v.npz", Range(0, 4000));
        using var first = Open(("ValidationData", file));
        using var second = Open(("ValidationData", file));

        Assert.Equal(512, first.Calibration!.Count);
        Assert.Equal(Values(first.Calibration), Values(second.Calibration!));
    }

    [Fact]
    public void EqualSamplesStayOnOneSide()
    {
        using var data = Open(("ValidationData", File("v.npz", [.. Range(0, 300), .. Range(0, 300), .. Range(0, 100)])));

        Assert.Empty(Values(data.Calibration!).Intersect(Values(data.Validation!)));
        Assert.Equal(700, data.Calibration!.Count + data.Validation!.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(400)]
    [Provokes("OB3053")]
    public void OneSampleOverAndOverCannotBeSplit(int count)
    {
        var refused = Assert.Throws<OptiBuildException>(() => Open(("ValidationData", File("v.npz", [.. Enumerable.Repeat(3f, count)]))));

        Assert.StartsWith(FormattableString.Invariant($"ValidationData has {count} samples, which cannot be split"), refused.Finding.Message);
    }

    [Fact]
    public void WhatNeedsNoCalibrationIsNotSplit()
    {
        using var data = Open(("ValidationData", File("v.npz", Range(0, 400))), ("Quantization", "weights"));

        Assert.Equal((null, 400), (data.Calibration?.Count, data.Validation!.Count));
    }

    [Fact]
    public void TheGatesProvabilityIsThatOfTheRest() =>
        Assert.Equal("OB4003", Assert.Throws<OptiBuildException>(() => Open(("ValidationData", File("v.npz", Range(0, 320))))).Finding.Diagnostic.Code);

    [Fact]
    public void CalibrationDataIsSplitWhereAgreementIsAskedFor()
    {
        using var data = Open(("CalibrationData", File("c.npz", Range(0, 500))), ("Metric", "agreement"));

        Assert.Equal((100, 400), (data.Calibration!.Count, data.Validation!.Count));
        Assert.Equal("agreement", data.Criteria!.Metric.Name);
    }

    [Fact]
    public void WithoutAGateNothingIsCompared()
    {
        using var data = Open(("CalibrationData", File("c.npz", Range(0, 50))), ("ValidationData", File("v.npz", Range(0, 50))), ("Gate", "Off"));

        Assert.Equal((50, null, 0), (data.Calibration!.Count, data.Validation?.Count, data.Findings.Count));
    }

    static float[] Range(int start, int count) => [.. Enumerable.Range(start, count).Select(i => (float)i)];

    /// <summary>One number a sample, labels alternating.</summary>
    string File(string name, float[] values) => folder.Write(name, Npy.Zip(("x", Npy.Floats([values.Length, 1], values)), ("labels", Npy.Longs([values.Length], [.. values.Select((_, i) => (long)(i % 2))]))));

    static IEnumerable<float> Values(OptiBuild.Engine.Data.Samples samples) => samples.Read(default).Select(s => BitConverter.ToSingle(s.Arrays[0].Data.Span));

    DataSets Open(params (string Name, string Text)[] options)
    {
        ModelWriter.Write(ModelText.Parse("g (float[N,1] x) => (float[N,2] y) <float[1,2] w = {1.0, 2.0}> { y = MatMul(x, w) }"), folder.File("m.onnx"));
        var job = new Job(folder.File("m.onnx"), "m.onnx", null, null, null, Options.From(options.Select(o => KeyValuePair.Create(o.Name, o.Text))), 1);
        return DataSets.Open(job, Original.Read(job).Original);
    }
}
