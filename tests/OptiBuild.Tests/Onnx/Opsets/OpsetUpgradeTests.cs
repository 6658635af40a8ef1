using OptiBuild.Onnx;
using OptiBuild.Onnx.Opsets;

namespace OptiBuild.Tests.Onnx.Opsets;

public class OpsetUpgradeTests
{
    /// <summary>Flattened axes are summed in another order: a few units in the last place of a float.</summary>
    const float Rounding = 1e-6f;

    /// <summary>One or more models for each row of the table: opset, the graph, and the operators of the upgraded graph.</summary>
    public static TheoryData<int, string, string> Upgrades => new()
    {
        { 8,  "g (float[2,3,4] x) => (y) <float[3] s = {1,2,3}, float[3] b = {0,1,-1}, float[3] m = {0,0.5,1}, float[3] v = {1,2,4}> { y = BatchNormalization<spatial=1>(x, s, b, m, v) }", "BatchNormalization" },
        { 7,  "g (float[9] x) => (float[9] y) { y = Clip<min=-1.0, max=0.5>(x) }", "Clip" },
        { 10, "g (float[9] x) => (float[9] y) { y = Clip<max=0.5>(x) }", "Clip" },
        { 9,  "g (float16[9] x) => (float16[9] y) { y = Clip<min=-0.5>(x) }", "Clip" },
        { 9,  "g (float[9] x) => (float[9] y) { t = Relu(x) y = Clip<min=0.5>(t) }", "Relu Clip" },
        { 9,  "g (float[9] x) => (float16[9] y) { t = Cast<to=10>(x) y = Clip<min=0.5>(t) }", "Cast CastLike Clip" },
        { 8,  "g (float[2,3] x) => (float[2,3] y) { y = Dropout<ratio=0.25>(x) }", "Dropout" },
        { 10, "g (float[2,3] x) => (float[2,3] y) { y, mask = Dropout(x) }", "Dropout" },
        { 12, "g (float[2,3,4] x) => (y) { y = Hardmax(x) }", "Shape Flatten Hardmax Reshape" },
        { 12, "g (float[2,3,4] x) => (y) { y = LogSoftmax<axis=1>(x) }", "Shape Flatten LogSoftmax Reshape" },
        { 12, "g (float[2,3,4] x) => (y) { y = Softmax<axis=0>(x) }", "Shape Flatten Softmax Reshape" },
        { 11, "g (float[2,3,4] x) => (y) { y = Softmax<axis=-2>(x) }", "Shape Flatten Softmax Reshape" },
        { 11, "g (float[2,3,4] x) => (y) { y = Softmax<axis=2>(x) }", "Softmax" },
        { 9,  "g (float[2,3] x) => (y) { y = Softmax(x) }", "Softmax" },
        { 9,  "g (float[2,3,1,1] x) => (y) { y = Softmax<axis=1>(x) }", "Softmax" },
        { 9,  "g (float[2,3] x) => (float[2,3] y) { t = Relu(x) s = Softmax<axis=1>(t) y = Identity(s) }", "Relu Softmax Identity" },
        { 9,  "g (float[2,3] x) => (float[2,3] y) { t = Relu(x) s = Softmax<axis=1>(t) y = Neg(s) }", "Relu Shape Flatten Softmax Reshape Neg" },
        { 10, "g (float[2,3] x) => (y) { y = Pad<mode=\"constant\", pads=[0,1,2,0], value=1.5>(x) }", "Pad" },
        { 7,  "g (float[2,3] x) => (y) { y = Pad<mode=\"reflect\", pads=[0,1,0,2]>(x) }", "Pad" },
        { 12, "g (float[2,3,4] x) => (y, z) { y = ReduceSum<axes=[0,-1], keepdims=0>(x) z = ReduceSum(x) }", "ReduceSum ReduceSum" },
        { 10, "g (float[1,1,2,3] x) => (y) <float[4] s = {1,1,2,1.5}> { y = Resize<mode=\"nearest\">(x, s) }", "Resize" },
        { 10, "g (float[1,1,5,7] x) => (y) <float[4] s = {1,1,0.6,0.5}> { y = Resize<mode=\"nearest\">(x, s) }", "Resize" },
        { 10, "g (float[1,1,4,6] x) => (y) { s = Constant<value=float[4] {1,1,0.5,2}>() y = Resize<mode=\"linear\">(x, s) }", "Constant Resize" },
        { 15, "g (float[1,1,6,6] x) => (y) <float[1,4] r = {0,0,4,4}, int64[1] i = {0}> { y = RoiAlign<output_height=2, output_width=2, sampling_ratio=2>(x, r, i) }", "RoiAlign" },
        { 9,  "g (float[3,3] x) => (y) <int64[1,3] i = {1,0,2}, float[1,3] u = {7,8,9}> { y = Scatter<axis=0>(x, i, u) }", "ScatterElements" },
        { 9,  "g (float[4,5] x) => (y) { y = Slice<axes=[1,0], starts=[1,-3], ends=[-1,1000]>(x) }", "Slice" },
        { 7,  "g (float[4,5] x) => (y) { y = Slice<starts=[1,2], ends=[3,4]>(x) }", "Slice" },
        { 11, "g (float[6,2] x) => (a, b) { a, b = Split<axis=0, split=[4,2]>(x) }", "Split" },
        { 11, "g (float[6,2] x) => (a, b) { a, b = Split<axis=0>(x) }", "Split" },
        { 12, "g (float[1,3,1] x) => (y, z) { y = Squeeze<axes=[0]>(x) z = Squeeze(x) }", "Squeeze Squeeze" },
        { 9,  "g (float[3,5] x) => (y, i) { y, i = TopK<axis=1, k=2>(x) }", "TopK" },
        { 8,  "g (float[3] x) => (y) { y = Unsqueeze<axes=[0,2]>(x) }", "Unsqueeze" },
        { 7,  "g (float[1,1,2,3] x) => (y) { y = Upsample<mode=\"nearest\", scales=[1.0,1.0,2.0,3.0]>(x) }", "Resize" },
        { 9,  "g (float[1,1,2,3] x) => (y) <float[4] s = {1,1,2,3}> { y = Upsample<mode=\"linear\">(x, s) }", "Resize" },
    };

    /// <summary>What cannot be upgraded, and a part of the reason.</summary>
    public static TheoryData<int, string, string> Refusals => new()
    {
        { 6,  "g (float[2] x) => (y) { y = Relu(x) }", "graph 'g': the model is of opset 6; opset 7 and later are supported." },
        { 8,  "g (float[2,3,4] x, float[3] s) => (y) { y = BatchNormalization<spatial=0>(x, s, s, s, s) }", "node 0 'y' (BatchNormalization) cannot be brought from opset 8 to 17: it normalizes every element" },
        { 9,  "g (float[2,3,4] x, float[3] s) => (y) { y, m, v, a, b = BatchNormalization(x, s, s, s, s) }", "it gives the statistics of training" },
        { 9,  "g (float[2] x) => (y, m) { y, m = Dropout(x) }", "its mask is used" },
        { 10, "g (float[1,1,4,4] x) => (y) <float[4] s = {1,1,0.5,2}> { [r] y = Resize<mode=\"nearest\">(x, s) }", "node 0 'r' (Resize) cannot be brought from opset 10 to 17: it enlarges one axis and shrinks another" },
        { 11, "g (float[1,1,4,4] x) => (y) <float[0] r = {}, float[4] s = {1,1,2,2}> { y = Resize<coordinate_transformation_mode=\"tf_half_pixel_for_nn\">(x, r, s) }", "tf_half_pixel_for_nn" },
        { 8,  "g (float[1,2] i, float[1,3,2] x) => (y) { y = Scan<num_scan_inputs=1, body=b (float[2] s) => (float[2] t) { t = Relu(s) }>(\"\", i, x) }", "it scans a batch" },
        { 9,  "g (float[1,3,4,4] x) => (y) { y = ImageScaler<scale=2.0>(x) }", "ONNX removed this experimental operator" },
    };

    [Theory, MemberData(nameof(Upgrades))]
    public void GivesTheSameAnswers(int opset, string graph, string operators)
    {
        var model = Parse(opset, graph);
        var before = Answers.Of(ModelWriter.ToBytes(model));

        OpsetUpgrade.Apply(model);

        GraphCheck.Check(model, "upgrade");
        Assert.Equal(operators, string.Join(' ', model.Graph.Nodes.Select(n => n.OpType)));
        Assert.Equal((17L, 8L), (model.Opset, model.IrVersion));
        var after = Answers.Of(ModelWriter.ToBytes(model));
        Assert.True(before.Close(after, Rounding), $"{before.Refusal} / {after.Refusal}\n{ModelText.Print(model)}");
    }

    [Theory, MemberData(nameof(Refusals))]
    public void SaysWhyNot(int opset, string graph, string reason)
    {
        var problem = Assert.Throws<ModelException>(() => OpsetUpgrade.Plan(Parse(opset, graph)));

        Assert.Equal(ModelProblem.Opset, problem.Problem);
        Assert.Contains(reason, problem.Message);
    }

    [Fact]
    public void EveryRowHasAModel()
    {
        var tried = Upgrades.Concat(Refusals).Select(row => Parse((int)row[0], (string)row[1])).SelectMany(m => m.Graph.Nodes.Select(n => (n.OpType, Opset: m.Opset!.Value))).ToArray();

        var untried = OpUpgrades.Rows.Where(r => !tried.Any(t => t.OpType == r.Op && t.Opset < r.Since) && !r.Change.StartsWith("is gone", StringComparison.Ordinal));
        Assert.Empty(untried.Select(r => $"{r.Op} {r.Since}"));
    }

    [Fact]
    public void ReachesSubgraphs()
    {
        var model = Parse(11, """
            g (bool c, float[1,3] x) => (y) {
                y = If<then_branch=t () => (a) { a = Squeeze<axes=[0]>(x) }, else_branch=e () => (b) { b = ReduceSum<axes=[0], keepdims=0>(x) }>(c)
            }
            """);
        var before = Answers.Of(ModelWriter.ToBytes(model));

        var changes = OpsetUpgrade.Apply(model);

        Assert.Equal(2, changes);
        GraphCheck.Check(model, "upgrade");
        Assert.True(before.SameBits(Answers.Of(ModelWriter.ToBytes(model))));
    }

    [Fact]
    public void PutsConstantsOfFunctionsIntoNodes()
    {
        var model = ModelText.Parse("""
            <ir_version: 8, opset_import: ["" : 12, "f" : 1]>
            g (float[1,3] x) => (y) { y = f.Drop(x) }
            <domain: "f", opset_import: ["" : 12]>
            Drop (a) => (b) { b = Squeeze<axes=[0]>(a) }
            """);

        OpsetUpgrade.Apply(model);

        GraphCheck.Check(model, "upgrade");
        Assert.Equal(["Constant", "Squeeze"], model.Functions[0].Body.Nodes.Select(n => n.OpType));
        Assert.Equal(17, model.Functions[0].Opsets[0].Version);
        Assert.Null(Answers.Of(ModelWriter.ToBytes(model)).Refusal);
    }

    [Fact]
    public void LeavesNewerModelsAlone()
    {
        var model = Parse(18, "g (float[6,2] x) => (a, b) { a, b = Split<num_outputs=2>(x) }");
        var before = ModelText.Print(model);

        Assert.Empty(OpsetUpgrade.Plan(model));
        Assert.Equal(0, OpsetUpgrade.Apply(model));

        Assert.Equal(before, ModelText.Print(model));
    }

    [Fact]
    public void PlansWithoutTouchingTheModel()
    {
        var model = Parse(11, "g (float[1,3] x) => (y) { [sq] y = Squeeze<axes=[0]>(x) }");
        var before = ModelText.Print(model);

        var plan = OpsetUpgrade.Plan(model);

        Assert.Equal(["Squeeze 'sq': opset 13: axes become an input"], plan.Select(c => c.ToString()));
        Assert.Equal(before, ModelText.Print(model));
    }

    static Model Parse(int opset, string graph) => ModelText.Parse($"<ir_version: 4, opset_import: [\"\" : {opset}]> {graph}");
}
