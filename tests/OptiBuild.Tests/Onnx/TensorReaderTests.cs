using Google.Protobuf;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Proto;

namespace OptiBuild.Tests.Onnx;

public class TensorReaderTests
{
    /// <summary>Every element type in the field that the format gives it besides raw data, and its packed bytes in hexadecimal.</summary>
    public static TheoryData<ElementType, string, string> Fields => new()
    {
        { ElementType.Float,          "float 1 -2",          "0000803F000000C0" },
        { ElementType.UInt8,          "int32 1 255",         "01FF" },
        { ElementType.Int8,           "int32 1 -1",          "01FF" },
        { ElementType.UInt16,         "int32 1 65535",       "0100FFFF" },
        { ElementType.Int16,          "int32 1 -2",          "0100FEFF" },
        { ElementType.Int32,          "int32 1 -2",          "01000000FEFFFFFF" },
        { ElementType.Int64,          "int64 1 -2",          "0100000000000000FEFFFFFFFFFFFFFF" },
        { ElementType.Bool,           "int32 1 0",           "0100" },
        { ElementType.Float16,        "int32 15360 49152",   "003C00C0" },
        { ElementType.Double,         "double 1 -2",         "000000000000F03F00000000000000C0" },
        { ElementType.UInt32,         "uint64 1 4294967295", "01000000FFFFFFFF" },
        { ElementType.UInt64,         "uint64 1 2",          "01000000000000000200000000000000" },
        { ElementType.Complex64,      "float 1 2 3 4",       "0000803F000000400000404000008040" },
        { ElementType.Complex128,     "double 1 2 0 0",      "000000000000F03F000000000000004000000000000000000000000000000000" },
        { ElementType.BFloat16,       "int32 16256 49152",   "803F00C0" },
        { ElementType.Float8E4M3FN,   "int32 56 254",        "38FE" },
        { ElementType.Float8E4M3FNUZ, "int32 64 128",        "4080" },
        { ElementType.Float8E5M2,     "int32 60 188",        "3CBC" },
        { ElementType.Float8E5M2FNUZ, "int32 64 128",        "4080" },
        { ElementType.Float8E8M0,     "int32 127 255",       "7FFF" },
        { ElementType.UInt4,          "int32 33",            "21" },
        { ElementType.Int4,           "int32 241",           "F1" },
        { ElementType.Float4E2M1,     "int32 114",           "72" },
        { ElementType.UInt2,          "int32 9",             "09" },
        { ElementType.Int2,           "int32 13",            "0D" },
    };

    [Theory, MemberData(nameof(Fields))]
    public void PacksEveryStorageField(ElementType type, string field, string packed)
    {
        var typed = new TensorProto { DataType = (int)type, Dims = { 2 } };
        Store(typed, field.Split(' '));
        var raw = new TensorProto { DataType = (int)type, Dims = { 2 }, RawData = ByteString.CopyFrom(Convert.FromHexString(packed)) };

        Assert.Equal(packed, Convert.ToHexString(Read(typed).Data.Span));
        Assert.Equal(packed, Convert.ToHexString(Read(raw).Data.Span));
    }

    [Fact]
    public void CoversEveryElementType()
    {
        var covered = Fields.Select(row => (ElementType)row[0]);

        Assert.Empty(Enum.GetValues<ElementType>().Except([ElementType.Undefined, ElementType.String]).Except(covered));
    }

    [Fact]
    public void KeepsStringsBitByBit()
    {
        var proto = new TensorProto { DataType = (int)ElementType.String, Dims = { 2 } };
        proto.StringData.Add([ByteString.CopyFromUtf8("ä"), ByteString.CopyFrom(0xFF, 0x00)]);

        Assert.Equal(["C3A4", "FF00"], Read(proto).Strings!.Select(s => Convert.ToHexString(s.Span)));
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "type 0 dims 2",               "the tensor has the element type 0; known are 1 to 26." },
        { "type 27 dims 2",              "the tensor has the element type 27; known are 1 to 26." },
        { "type 1 dims -1",              "the tensor's shape [-1] has the size -1; sizes of constants are 0 or more." },
        { "type 1 dims 2",               "the tensor has 0 bytes of data; float[2] takes 8." },
        { "type 1 dims 9223372036854775807 9223372036854775807", "the tensor's shape [9223372036854775807,9223372036854775807] has more elements than can be counted in 64 bits." },
        { "type 11 dims 4611686018427387904", "the tensor's shape [4611686018427387904] has more elements than can be counted in 64 bits." },
        { "type 1 dims 1000000000000",   "the tensor has 0 bytes of data; float[1000000000000] takes 4000000000000." },
        { "type 8 dims 3",               "the tensor has 0 strings; string[3] takes 3." },
    };

    [Theory, MemberData(nameof(Damages))]
    public void SaysWhatIsWrong(string description, string reason)
    {
        var words = description.Split(' ');
        var proto = new TensorProto { DataType = int.Parse(words[1]), Dims = { words[3..].Select(long.Parse) } };

        var problem = Assert.Throws<ModelException>(() => Read(proto));

        Assert.Equal((ModelProblem.Damaged, $"tensor: {reason}"), (problem.Problem, problem.Message));
    }

    static Tensor Read(TensorProto proto)
    {
        using var files = new ExternalData(null);
        return TensorReader.Read(proto, new Source(() => "tensor", files));
    }

    static void Store(TensorProto proto, string[] field)
    {
        foreach (var number in field[1..])
            switch (field[0])
            {
                case "float":  proto.FloatData.Add(float.Parse(number)); break;
                case "double": proto.DoubleData.Add(double.Parse(number)); break;
                case "int32":  proto.Int32Data.Add(int.Parse(number)); break;
                case "int64":  proto.Int64Data.Add(long.Parse(number)); break;
                default:       proto.Uint64Data.Add(ulong.Parse(number)); break;
            }
    }
}
