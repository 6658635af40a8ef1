using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Onnx;

public class ModelTextTests
{
    /// <summary>Every kind of everything that the text can hold.</summary>
    const string Everything = """
        <ir_version: 10, opset_import: ["" : 20, "my.dom" : 2, "f" : 1], producer_name: "p \"q\"", producer_version: "1", domain: "d", model_version: -3, doc_string: "a\nb", metadata_props: ["k" : "v", "ä" : ""]>
        "main graph" (float scalar, float[] unranked, float[2,N,?,"a b"] x, seq(float[2]) s, map(int64, optional(string[])) m, sparse_tensor(float[3]) sp, bool cond, "unnamed/type") => (float[2] "y/1", r, z)
            <float[3] w = {0.1, -0.0, 3.4028235e38}, float[5] special = {nan, -nan, inf, -inf, 0x7FC00001}, double[2] dd = {1e-308, -nan}, float16[3] h = {1.5, -inf, 0x7E01}, bfloat16[2] b = {1.5, nan},
             int8[2] i8 = {-128, 127}, uint8[1] u8 = {255}, int16[1] i16 = {-32768}, uint16[1] u16 = {65535}, int32[1] i32 = {-2147483648}, uint32[1] u32 = {4294967295}, int64[1] i64 = {-9223372036854775808}, uint64[1] u64 = {18446744073709551615},
             bool[2] bo = {true, 0}, string[2] st = {"a\"b\\\n\t\x00\xFF", "日本"}, complex64[1] c64 = {1.0, -2.5}, complex128[1] c128 = {0.5, 1e300}, int4[3] i4 = {-8, 7, -1}, uint4[3] u4 = {0, 15, 8}, int2[5] i2 = {-2, -1, 0, 1, -2}, uint2[3] u2 = {0, 3, 2},
             float4e2m1[3] f4 = {15, 0, 7}, float8e4m3fn[1] fa = {126}, float8e4m3fnuz[1] fb = {127}, float8e5m2[1] fc = {123}, float8e5m2fnuz[1] fd = {127}, float8e8m0[1] fe = {255}, float[2,0] none = {}, float zero = {0}, float[2] t>
        {
            ["first node"] t = my.dom.Op:over<f=1.0, g=1E+20, i=-5, s="x", e: ints = [], fs=[1.0, 2.5], is=[1,2], ss=["a","b"], t=float[2] {1,2}, ts=[float {1}, int64[1] {2}], nan=nan, hex: float = 0x7FC00001, hexes: floats = [0x7FC00001], tp: type_proto = seq(float[N]), tps: type_protos = "7A00", sparse: sparse_tensor = "B20100">(x, , "", w)
            "y/1" = If<then_branch=t () => (float a) <float k = {1}> { a = Add(k, scalar) ; }, else_branch: graph="e 1" () => (b2) { b2 = Neg(scalar) }>(cond)
            r, "" = Many<gs=[g1 () => () { }, (float q) => (q) { }], no: graphs = []>()
            ["last"] z = f.Fun<k=3>(t, r)
             = Sink(z)
        }
        <domain: "f", opset_import: ["" : 20], overload: "o", doc_string: "says">
        Fun <k, "l m", n: int = 3, o=[1.0]> (a, b) => (c) <float[2] c>
        {
            c = Foo<k: int = @k>(a, b)
        }
        """;

    [Fact]
    public void PrintsWhatItParsesAndParsesWhatItPrints()
    {
        var printed = ModelText.Print(ModelText.Parse(Everything));

        Snapshot.Match(printed);
        Assert.Equal(printed, ModelText.Print(ModelText.Parse(printed)));
    }

    [Fact]
    public void SurvivesTheFileFormat()
    {
        var model = ModelText.Parse(Everything);

        Assert.Equal(ModelText.Print(model), ModelText.Print(ModelReader.Read(ModelWriter.ToBytes(model), null)));
    }

    [Fact]
    public void NeedsNoHeader()
    {
        var model = ModelText.Parse("(float x) => (y) { y = Relu(x) }");

        Assert.Equal((8L, 17L, ""), (model.IrVersion, model.Opset, model.Graph.Name));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1e-20f)]
    [InlineData(0.1f)]
    [InlineData(16777216f)]
    [InlineData(float.Epsilon)]
    [InlineData(float.MaxValue)]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void KeepsTheBitsOfFloats(float value)
    {
        var model = ModelText.Parse("g (float x) => (y) <float w = {1}> { y = Op(x, w) }");
        model.Graph.Find("w")!.Data = Tensor.Floats([], value);
        model.Graph.Nodes[0].Attributes.Set(new FloatAttribute("a", value));

        var read = ModelText.Parse(ModelText.Print(model)).Graph;

        Assert.Equal(BitConverter.SingleToInt32Bits(value), BitConverter.SingleToInt32Bits(read.Find("w")!.Data!.Span<float>()[0]));
        Assert.Equal(BitConverter.SingleToInt32Bits(value), BitConverter.SingleToInt32Bits(read.Nodes[0].Attributes.Float("a", 7)));
    }

    /// <summary>Every one of the 65,536 bit patterns, so no rounding and no NaN is overlooked.</summary>
    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    [InlineData(ElementType.Int16)]
    public void KeepsAllBitsOfSixteenBitTypes(ElementType type)
    {
        var all = Enumerable.Range(0, 65536).Select(i => (ushort)i).ToArray();
        var model = ModelText.Parse("g (float x) => (y) <float w = {1}> { y = Op(x, w) }");
        model.Graph.Find("w")!.Data = Tensor.Of<ushort>(type, [65536], all);

        Assert.Equal(all, ModelText.Parse(ModelText.Print(model)).Graph.Find("w")!.Data!.Span<ushort>().ToArray());
    }

    [Fact]
    public void ShortensConstantsWhenAsked()
    {
        var model = ModelText.Parse("g (float x) => (y) <float[4] w = {1,2,3,4}> { y = Op<t=int64[3] {1,2,3}>(x, w) }");

        var text = ModelText.Print(model.Graph, new ModelTextStyle { Elements = 2 });

        Assert.Contains("float[4] w = {1.0, 2.0, ... 2 more}", text);
        Assert.Contains("t=int64[3] {1, 2, ... 1 more}", text);
        Assert.Contains("{... 4 more}", ModelText.Print(model.Graph, new ModelTextStyle { Elements = 0 }));
    }

    [Fact]
    public void PrintsSingleNodes() =>
        Assert.Equal("[n] y = Conv<pads=[1,1]>(x, \"\", x)", ModelText.Print(ModelText.Parse("g (float x) => (y) { [n] y = Conv<pads=[1,1]>(x, , x) }").Graph.Nodes[0]));

    [Theory]
    [InlineData("g (float x => (y) { }", "text(1,12): found '=', expected ')'.")]
    [InlineData("g (float x) => (y)\n{\n  y = Relu(x\n}", "text(4,1): found '}', expected ')'.")]
    [InlineData("g (float x) => (y) { y = Relu<a>(x) }", "text(1,32): found '>', expected '='.")]
    [InlineData("g (float x) => (y) { y = Relu<a=[]>(x) }", "text(1,35): found '>', expected the kind of an empty list before it, as in 'name: ints = []'.")]
    [InlineData("g (float x) => (y) { y = Relu<a: real=1>(x) }", "text(1,34): found 'real', expected one of float, int, string, tensor, graph, floats, ints, strings, tensors, graphs, sparse_tensor, sparse_tensors, type_proto, type_protos.")]
    [InlineData("g (float x) => (y) <float[2] w = {1}> { }", "text(1,37): found '>', expected 2 elements for [2] before it, not 1.")]
    [InlineData("g (float x) => (y) <int8[1] w = {200}> { }", "text(1,38): found '>', expected elements of type int8 before it, not '200'.")]
    [InlineData("g (float x) => (y) <float[N] w = {1}> { }", "text(1,34): found '{', expected a tensor type with fixed sizes before the elements.")]
    [InlineData("g (float x) => (y) <w = {1}> { }", "text(1,23): found '=', expected a type before 'w'.")]
    [InlineData("g (seq(flat) x) => (y) { }", "text(1,8): found 'flat', expected a type like float, int64, seq(…), map(…), optional(…).")]
    [InlineData("<opset: 3> g () => () { }", "text(1,2): found 'opset:', expected ir_version, opset_import, producer_name, producer_version, domain, model_version, doc_string or metadata_props.")]
    [InlineData("<ir_version: x> g () => () { }", "text(1,14): found 'x', expected a whole number.")]
    [InlineData("g () => () { y = Op<s=\"a>() }", "text(1,23): found '\"a', expected a string that ends with a quote.")]
    [InlineData("g () => () { y = Op<i: int=1.5>() }", "text(1,28): found '1.5', expected a whole number.")]
    [InlineData("g () => () {", "text(1,13): found the end of the text, expected the name of a value.")]
    [InlineData("", "text(1,1): found the end of the text, expected '('.")]
    public void SaysWhereTheTextIsWrong(string text, string message)
    {
        var problem = Assert.Throws<ModelException>(() => ModelText.Parse(text));

        Assert.Equal((ModelProblem.Damaged, message), (problem.Problem, problem.Message));
    }

    [Fact]
    public void RefusesTextThatNestsTooDeeply() =>
        Assert.Contains("at most 100 levels", Assert.Throws<ModelException>(() => ModelText.Parse($"g ({string.Concat(Enumerable.Repeat("seq(", 5000))}")).Message);
}
