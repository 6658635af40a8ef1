using OptiBuild.Engine;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;
using OptiBuild.Tests.Engine.Quantization;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Tables;

/// <summary>Every row of <see cref="OpRules"/> against ONNX Runtime: it applies, keeps the answers, and really gets an integer kernel.</summary>
public class OpRulesTable
{
    /// <summary>Stored weights are multiplied back when the model is loaded: float sums in another order.</summary>
    const double FloatSums = 1e-5;

    /// <summary>Eight bits over a uniform range give 49 dB; a few roundings in a row, ranges wider than the values and weights with 255 levels take their part. A wrong scale leaves less than 15.</summary>
    const double LeastSqnrDb = 27;

    public static TheoryData<string> InInt8 => [.. OpRules.All.Where(r => r is not (Stores or Stays or Dynamic)).Select(ModelSamples.Key)];

    /// <summary>Those whose answers are real numbers.</summary>
    public static TheoryData<string> Computing => [.. OpRules.All.Where(r => r is not (Stores or Stays or Reads or Dynamic)).Select(ModelSamples.Key)];

    public static TheoryData<string> Stored => [.. OpRules.All.OfType<Stores>().Select(ModelSamples.Key)];

    public static TheoryData<string> InEachRun => [.. OpRules.All.OfType<Dynamic>().Select(ModelSamples.Key)];

    [Fact]
    public void HasOneRowForEachOperatorAndPurpose() => Assert.Equal(OpRules.All.Count, OpRules.All.Select(ModelSamples.Key).Distinct().Count());

    [Theory]
    [MemberData(nameof(InInt8))]
    public void RuleAppliesToItsSample(string key)
    {
        var quantized = Of(key);
        var node = quantized.Plan.Placement.Int8.FirstOrDefault(n => n.OpType == key);

        Assert.True(node is not null, string.Join('\n', quantized.Original.Graph.Nodes.Select(n => n.Label)));
        Assert.Null(quantized.Plan.Placement.Reason(node));
    }

    [Theory]
    [MemberData(nameof(Computing))]
    public void AnswersStayWithinTheScalesBound(string key)
    {
        var quantized = Of(key);
        var bound = ErrorBound.Of(quantized);

        Assert.InRange(quantized.Difference(Optimization.None), 0, bound);
        Assert.InRange(quantized.Difference(Optimization.All), 0, bound);
    }

    [Theory]
    [MemberData(nameof(InEachRun))]
    public void RuleWithScalesOfEachRunAppliesToItsSample(string key)
    {
        var quantized = Of(key);

        Assert.Equal([key], quantized.Plan.Dynamic.Select(d => d.Node.OpType));
        Assert.Equal(TargetName.Any, TargetSafety.Of(quantized.Model).Target);
    }

    [Theory]
    [MemberData(nameof(Computing))]
    [MemberData(nameof(InEachRun))]
    public void AnswersKeepMostOfTheSignal(string key)
    {
        var quantized = Of(key);
        var exact = OnnxRuntime.Answers(quantized.Original, quantized.Samples, Optimization.None);
        var actual = OnnxRuntime.Answers(quantized.Model, quantized.Samples, Optimization.All);

        Assert.InRange(10 * Math.Log10(Oracle.SumOfSquares(exact) / Oracle.SquaredDistance(exact, actual)), LeastSqnrDb, double.PositiveInfinity);
    }

    [Theory]
    [MemberData(nameof(InInt8))]
    [MemberData(nameof(Stored))]
    [MemberData(nameof(InEachRun))]
    public void OnnxRuntimeRunsTheExpectedKernels(string key) =>
        Assert.Equal(ModelSamples.Sample(Row(key)).Kernels, string.Join(' ', OnnxRuntime.Operators(Of(key).Model)));

    public static TheoryData<string, long> InNewerOpsets
    {
        get
        {
            var all = new TheoryData<string, long>();
            foreach (var rule in OpRules.All.Where(r => r is not (Stores or Stays)))
                foreach (var opset in new long[] { 18, 21, 22, 23, 24 }) all.Add(ModelSamples.Key(rule), opset);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(InNewerOpsets))]
    public void OnnxRuntimeRunsTheExpectedKernelsInNewerOpsets(string key, long opset)
    {
        var model = ModelSamples.WithOpset(ModelSamples.Of(Row(key)), opset);

        Assert.Equal(ModelSamples.Sample(Row(key)).Kernels, string.Join(' ', OnnxRuntime.Operators(Quantized.Of(model).Model)));
    }

    [Theory]
    [MemberData(nameof(InInt8))]
    [MemberData(nameof(Stored))]
    [MemberData(nameof(InEachRun))]
    public void QuantizedGraphLooksAsBefore(string key) =>
        Snapshot.Match(ModelText.Print(Of(key).Model, new ModelTextStyle { Elements = 0 }), key.Replace(' ', '_'));

    /// <summary>Operators of float, with the node that shows them.</summary>
    static readonly Dictionary<string, string> InFloat = new()
    {
        ["Pow"] = "b = Pow(a, two)", ["PRelu"] = "b = PRelu(a, two)", ["HardSwish"] = "b = HardSwish(a)", ["Pad"] = "b = Pad(a, pads)", ["TopK"] = "b, places = TopK<axis=1>(a, k)",
        ["LayerNormalization"] = "b = LayerNormalization<axis=3>(a, width)", ["InstanceNormalization"] = "b = InstanceNormalization(a, four, four)", ["GroupNormalization"] = "b = GroupNormalization<num_groups=2>(a, four, four)",
        ["BatchNormalization"] = "b = BatchNormalization(a, four, four, four, four)", ["SpaceToDepth"] = "b = SpaceToDepth<blocksize=2>(a)", ["Einsum"] = "b = Einsum<equation=\"ijkl->ijlk\">(a)",
        ["Sub"] = "b = Sub(a, c)", ["Div"] = "b = Div(a, c)", ["Max"] = "b = Max(a, c)", ["Min"] = "b = Min(a, c)",
    };

    public static TheoryData<string> StayingFloat => [.. OpRules.All.OfType<Stays>().Select(r => r.Op)];

    /// <summary>Conversions around these operators remain: nothing is gained. Softmax alone has a kernel, which is left out for its speed.</summary>
    [Theory]
    [MemberData(nameof(StayingFloat))]
    public void OnnxRuntimeComputesInFloatWhatStaysFloat(string op)
    {
        var model = ModelSamples.Parse($$"""
            <ir_version: 10, opset_import: ["" : 21]>
            g (uint8[1,4,6,6] x, uint8[1,4,6,6] z) => (uint8[?,?,?,?] y)
            <float s = {0.1}, uint8 zero = {128}, float two = {2.0}, int64[8] pads = {0, 0, 1, 1, 0, 0, 1, 1}, int64[1] k = {2}, float[6] width = {1.0, 2.0, 1.0, 2.0, 1.0, 2.0}, float[4] four = {1.0, 2.0, 1.0, 2.0}>
            {
                a = DequantizeLinear(x, s, zero)
                c = DequantizeLinear(z, s, zero)
                {{InFloat.GetValueOrDefault(op, $"b = {op}(a)")}}
                y = QuantizeLinear(b, s, zero)
            }
            """);

        var operators = OnnxRuntime.Operators(model);

        if (op == "Softmax") Assert.Contains("QLinearSoftmax", operators);
        else Assert.Contains("DequantizeLinear", operators);
    }

    [Theory]
    [MemberData(nameof(Stored))]
    public void StoredWeightsAnswerLikeRoundedOnes(string key)
    {
        var quantized = Of(key);
        var rounded = quantized.Original.Clone();
        Assert.NotEmpty(quantized.Plan.Stored);
        foreach (var stored in quantized.Plan.Stored)
        {
            var weight = rounded.Graph.Nodes.Single(n => n.Name == stored.Node.Name).Input(stored.Input)!;
            weight.Data = Rounded(weight.Data!, stored);
        }

        var expected = OnnxRuntime.Answers(rounded, quantized.Samples, Optimization.None);
        var actual = OnnxRuntime.Answers(quantized.Model, quantized.Samples, Optimization.All);

        Assert.Equal(expected, actual, Close.Within(FloatSums));
    }

    /// <summary>w' = q · s by a plain loop; no weight moves by more than half a step.</summary>
    static Tensor Rounded(Tensor weight, StoredPlan stored)
    {
        var exact = weight.Span<float>();
        var values = new float[exact.Length];
        var inner = weight.Shape.Skip(stored.Axis + 1).Aggregate(1L, (a, b) => a * b);
        for (var i = 0; i < values.Length; i++)
        {
            var scale = stored.Weights.Scales[i / inner % weight.Shape[stored.Axis]];
            values[i] = stored.Weights.Values[i] * scale;
            Assert.InRange(Math.Abs(values[i] - exact[i]), 0, 0.501 * scale + Math.Max(0, Math.Abs(exact[i]) - 127 * scale));
        }
        return Tensor.Floats(weight.Shape, values);
    }

    static OpRule Row(string key) => OpRules.All.Single(r => ModelSamples.Key(r) == key);

    static Quantized Of(string key) => Quantized.Of(ModelSamples.Of(Row(key)));
}
