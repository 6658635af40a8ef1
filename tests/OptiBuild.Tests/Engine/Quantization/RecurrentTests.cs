using OptiBuild.Engine;
using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

public class RecurrentTests
{
    const int Steps = 5, Batch = 4, Hidden = 96;

    /// <summary>Floats against doubles, and now and then an activation that lies between two levels and goes the other way: far less than the 30 to 50 dB that rounding itself leaves.</summary>
    const double SameRecurrenceDb = 60;

    /// <summary>Eight bits in each of five steps. A gate, a direction or a peephole in a wrong place leaves less than 10.</summary>
    const double LeastSqnrDb = 25;

    static string Lstm(string attributes = "", string more = "", int directions = 1, string constants = "") => $$"""
        g (float[N,{{Steps}},33] x) => (float[{{Steps}},{{directions}},N,{{Hidden}}] y)
        <float[{{directions}},{{4 * Hidden}},33] w = ~, float[{{directions}},{{4 * Hidden}},{{Hidden}}] r = ~, float[{{directions}},{{8 * Hidden}}] b = ~{{constants}}>
        {
            t = Transpose<perm=[1,0,2]>(x)
            y = LSTM<hidden_size={{Hidden}}{{attributes}}>(t, w, r, b{{more}})
        }
        """;

    [Theory]
    [InlineData("any")]
    [InlineData("x64-vnni")]
    public void OnnxRuntimeComputesTheQuantizedRecurrence(string target)
    {
        var quantized = Quantized.Of(Lstm(), ("TargetCpu", target));
        var plan = Assert.IsType<RecurrentPlan>(Assert.Single(quantized.Plan.Dynamic));
        var bias = quantized.Original.Graph.Own("b")!.Data!.Span<float>().ToArray();
        using var runner = Runner.Open(ModelWriter.ToBytes(quantized.Model), new RunnerSettings(1));

        foreach (var batch in OptiBuild.Engine.Data.Batches.Of(quantized.Samples, runner.Inputs, Batch, CancellationToken.None))
        {
            var expected = new DynamicRecurrence(plan.Weights, bias).Run(TimeFirst(batch.Arrays[0].Data), Steps, Batch);
            var actual = new List<float>();
            runner.Observe(batch, 1, (_, values, _) => actual.AddRange(values));

            Assert.InRange(Sqnr([.. expected.Select(v => (float)v)], [.. actual]), SameRecurrenceDb, double.PositiveInfinity);
        }
    }

    [Theory]
    [InlineData("", "", 1, "")]
    [InlineData(", direction=\"reverse\"", "", 1, "")]
    [InlineData(", direction=\"bidirectional\"", "", 2, "")]
    [InlineData(", clip=0.5", "", 1, "")]
    [InlineData(", input_forget=1", "", 1, "")]
    [InlineData(", activations=[\"HardSigmoid\",\"Relu\",\"Tanh\"], activation_alpha=[0.3], activation_beta=[0.4]", "", 1, "")]
    [InlineData("", ", \"\", \"\", \"\", p", 1, ", float[1,288] p = ~")]
    [InlineData("", ", lengths", 1, ", int32[4] lengths = {5, 2, 4, 1}")]
    [InlineData("", ", \"\", h, c", 1, ", float[1,4,96] h = ~, float[1,4,96] c = ~")]
    [InlineData(", layout=0", "", 1, "")]
    public void EveryFormOfTheOperatorKeepsItsMeaning(string attributes, string more, int directions, string constants)
    {
        var quantized = Quantized.Of(Lstm(attributes, more, directions, constants));

        var before = OnnxRuntime.Answers(quantized.Original, quantized.Samples, Optimization.None);
        var after = OnnxRuntime.Answers(quantized.Model, quantized.Samples, Optimization.All);

        Assert.Equal("Transpose DynamicQuantizeLSTM", quantized.Operators);
        Assert.InRange(Sqnr(before, after), LeastSqnrDb, double.PositiveInfinity);
    }

    [Theory]
    [InlineData("any", 0)]
    [InlineData("x64", 0)]
    [InlineData("x64-vnni", 1)]
    public void PairsAreSafeWhereTheTargetSaturates(string target, int least)
    {
        var layer = Assert.Single(TargetSafety.Of(Quantized.Of(Lstm(", direction=\"bidirectional\"", directions: 2), ("TargetCpu", target)).Model).Layers);

        Assert.Equal(2 * 384 * (16 + 48), layer.Pairs);
        Assert.InRange(layer.UnsafePairs, least, least * layer.Pairs);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("int8")]
    [InlineData("weights")]
    public void AllModesThatQuantizeTakeTheKernel(string mode)
    {
        var quantized = Quantized.Of(Lstm(), ("Quantization", mode));

        Assert.Equal("Transpose DynamicQuantizeLSTM", quantized.Operators);
        Assert.Contains(new OpsetImport("com.microsoft", 1), quantized.Model.Opsets);
    }

    [Theory]
    [InlineData("Quantization", "none")]
    [InlineData("KeepFloat", "LSTM")]
    [InlineData("KeepFloat", "y")]
    public void WhatTheUserKeepsIsLeftAlone(string option, string value)
    {
        var quantized = Quantized.Of(Lstm(), (option, value));

        Assert.Equal("Transpose LSTM", quantized.Operators);
        Assert.Empty(quantized.Plan.Stored);
    }

    /// <summary>Break-even is at 190 ns / (0.0235 − 0.0085) ns = 12,667 weights for each step.</summary>
    [Theory]
    [InlineData(39, false)]
    [InlineData(41, true)]
    public void SmallOnesComputeInFloatFromStoredWeights(int hidden, bool isDynamic)
    {
        var quantized = Quantized.Of($$"""
            g (float[N,5,40] x) => (float[5,1,N,{{hidden}}] y) <float[1,{{4 * hidden}},40] w = ~, float[1,{{4 * hidden}},{{hidden}}] r = ~>
            {
                t = Transpose<perm=[1,0,2]>(x)
                y = LSTM<hidden_size={{hidden}}>(t, w, r)
            }
            """);
        var node = quantized.Plan.Placement.Dynamic;

        Assert.Equal(isDynamic ? 1 : 0, quantized.Plan.Dynamic.Count);
        Assert.Equal(isDynamic ? 0 : 2, quantized.Plan.Stored.Count);
        if (!isDynamic) Assert.Equal("it is too small: its int8 kernel would take longer than float", node.WhyNot(quantized.Plan.Stored[0].Node));
    }

    [Fact]
    public void BatchFirstDeclines()
    {
        var model = ModelSamples.Parse("g (float[N,5,33] x) => (y) <float[1,384,33] w = ~, float[1,384,96] r = ~> { y = LSTM<hidden_size=96, layout=1>(x, w, r) }");

        var placement = Placement.For(model.Graph, Options.Default, cost: null);

        Assert.Equal("its int8 kernel takes sequences along the first axis only (layout=0)", placement.Reason(model.Graph.Nodes[0]));
        Assert.False(placement.Dynamic.Contains(model.Graph.Nodes[0]));
    }

    [Fact]
    public void ComputedWeightsDecline()
    {
        var model = ModelSamples.Parse("g (float[5,N,33] x, float[1,384,33] w) => (y) <float[1,384,96] r = ~> { y = LSTM<hidden_size=96>(x, w, r) }");

        Assert.Equal("its weights are not float constants", Placement.For(model.Graph, Options.Default, cost: null).Reason(model.Graph.Nodes[0]));
    }

    [Fact]
    public void RevertedOnesAreFloatAndSayWhy()
    {
        var model = ModelSamples.Parse(Lstm());
        var (placement, node) = (Placement.For(model.Graph, Options.Default, cost: null), model.Graph.Own("y")!.Producer!);

        var other = placement.Without([node], "it hurts");

        Assert.True(placement.Dynamic.Contains(node));
        Assert.False(other.Dynamic.Contains(node));
        Assert.Equal("it hurts", other.Reason(node));
    }

    /// <summary>Channels with weights of very different sizes: one scale for all leaves little of the small ones.</summary>
    [Fact]
    public void UnevenChannelsGetScalesOfTheirOwn()
    {
        var model = ModelSamples.Parse(Lstm());
        var w = model.Graph.Own("w")!;
        w.Data = Tensor.Floats(w.Data!.Shape, [.. w.Data.Span<float>().ToArray().Select((v, i) => i / 33 == 7 ? 100 * v : v)]);

        var plan = Assert.IsType<RecurrentPlan>(Assert.Single(Quantized.Of(model).Plan.Dynamic));

        Assert.Equal([Granularity.Channel, Granularity.Tensor], plan.Weights.Select(p => p.Granularity));
        Assert.Equal("int8 per channel", plan.Form);
    }

    [Theory]
    [InlineData("")]
    [InlineData(", direction=\"reverse\"")]
    public void RowsAreWhatWeightsAreMultipliedWith(string attributes)
    {
        var model = ModelSamples.Parse(Lstm(attributes));
        var samples = RandomSamples.For(model, 8);
        var values = OnnxRuntime.Values(model, samples, ["t", "y"]);
        RecurrentMoments? seen = null;

        RecurrentMoments.Each(new(model, samples, new Run(1, (_, _) => { }, CancellationToken.None)), [model.Graph.Own("y")!.Producer!], (_, m) => seen = m);

        // Samples 2 and 5 are held out; batches of four as OnnxRuntime.Values runs them.
        Assert.Equal((6 * Steps, 2 * Steps), (seen!.Inputs!.Fit.Count, seen.Inputs.HeldOut.Count));
        Assert.Equal((6 * (Steps - 1), 2 * (Steps - 1)), (seen.States!.Fit.Count, seen.States.HeldOut.Count));
        Assert.Equal(Sum(values["t"], 33, _ => true), seen.Inputs.Fit.Sums.ToArray(), Close.Within(1e-3));
        var last = attributes.Length > 0 ? 0 : Steps - 1;
        Assert.Equal(Sum(values["y"], Hidden, step => step != last), seen.States.Fit.Sums.ToArray(), Close.Within(1e-3));
    }

    [Fact]
    public void StatesThatNobodyReadsAreSeenAllTheSame()
    {
        var model = ModelSamples.Parse("""
            g (float[N,5,33] x) => (float[1,N,96] h) <float[1,384,33] w = ~, float[1,384,96] r = ~>
            {
                t = Transpose<perm=[1,0,2]>(x)
                "", h = LSTM<hidden_size=96>(t, w, r)
            }
            """);
        var before = ModelText.Print(model);
        var seen = 0L;

        RecurrentMoments.Each(new(model, RandomSamples.For(model, 8), new Run(1, (_, _) => { }, CancellationToken.None)), [model.Graph.Own("h")!.Producer!], (_, m) => seen = m.States!.Fit.Count);

        Assert.Equal(24, seen);
        Assert.Equal(before, ModelText.Print(model));
    }

    [Fact]
    public void SamplesLowerTheErrorAndGiveTheSameBytesWithAnyNumberOfThreads()
    {
        var files = new List<byte[]>();
        foreach (var threads in new[] { 1, 2 })
        {
            using var run = PipelineRun.Of(Lstm().Replace($"float[{Steps},1,N,{Hidden}] y", $"float[N,{Hidden}] last").Replace("r, b)", "r, b) i = Gather<axis=0>(y, end) last = Squeeze(i, first)").Replace("b = ~>", "b = ~, int64 end = {4}, int64[1] first = {0}>"));

            var row = run.Optimize(threads, ("Gate", "Off"), ("Effort", "normal")).Report.Layers.Single(l => l.Op == "LSTM");

            Assert.Equal(("int8 per tensor", "uint8, scale taken in each run", LayerDecision.Quantized), (row.Weights, row.Activations, row.Decision));
            Assert.InRange(row.OutputSqnrDb!.Value, row.NearestSqnrDb!.Value, 100);
            Assert.StartsWith("has an int8 kernel that takes the scale of what it reads in each run", row.Reason);
            Assert.Equal(TargetName.Any, TargetSafety.Of(run.Optimized).Target);
            files.Add(File.ReadAllBytes(run.Output));
        }
        Assert.Equal(files[0], files[1]);
    }

    /// <summary>Of samples that are not held out.</summary>
    static double[] Sum(float[] values, int columns, Func<int, bool> takes)
    {
        var sums = new double[columns];
        for (var i = 0; i < values.Length; i++)
            if ((i / (columns * Batch * Steps) * Batch + i / columns % Batch) % 3 != 2 && takes(i / (columns * Batch) % Steps)) sums[i % columns] += values[i];
        return sums;
    }

    static double[] TimeFirst(ReadOnlyMemory<byte> data)
    {
        var x = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(data.Span).ToArray();
        var each = x.Length / (Batch * Steps);
        return [.. from t in Enumerable.Range(0, Steps) from b in Enumerable.Range(0, Batch) from k in Enumerable.Range(0, each) select (double)x[(b * Steps + t) * each + k]];
    }

    static double Sqnr(float[] exact, float[] actual) => 10 * Math.Log10(Oracle.SumOfSquares(exact) / Oracle.SquaredDistance(exact, actual));
}
