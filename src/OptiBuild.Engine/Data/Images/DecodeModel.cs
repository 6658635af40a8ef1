using System.Text;

namespace OptiBuild.Engine.Data.Images;

/// <summary>An ONNX model of one node: DecodeImage of ONNX Runtime Extensions, file [n] uint8 → image [h, w, 3 or 1] uint8 in RGB order.</summary>
/// <remarks>Field numbers are those of onnx.proto: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto</remarks>
static class DecodeModel
{
    public const string Input = "file", Output = "image";
    const string Domain = "com.microsoft.extensions";
    const int UInt8 = 2, StringKind = 3;

    public static byte[] Bytes()
    {
        byte[] colors = [.. Text(1, "color_space"), .. Text(4, "rgb"), .. Number(20, StringKind)];
        byte[] node = [.. Text(1, Input), .. Text(2, Output), .. Text(4, "DecodeImage"), .. Message(5, colors), .. Text(7, Domain)];
        byte[] graph = [.. Message(1, node), .. Text(2, "decode"), .. Message(11, Tensor(Input, ["n"])), .. Message(12, Tensor(Output, ["h", "w", "c"]))];
        return [.. Number(1, 8), .. Message(7, graph), .. Message(8, [.. Text(1, ""), .. Number(2, 17)]), .. Message(8, [.. Text(1, Domain), .. Number(2, 1)])];
    }

    static byte[] Tensor(string name, string[] axes)
    {
        byte[] shape = [.. axes.SelectMany(a => Message(1, Text(2, a)))];
        byte[] tensor = [.. Number(1, UInt8), .. Message(2, shape)];
        return [.. Text(1, name), .. Message(2, Message(1, tensor))];
    }

    static byte[] Number(int field, int value) => [.. Tag(field, wireType: 0), .. VarInt(value)];

    static byte[] Text(int field, string text) => Message(field, Encoding.ASCII.GetBytes(text));

    static byte[] Message(int field, byte[] content) => [.. Tag(field, wireType: 2), .. VarInt(content.Length), .. content];

    static byte[] Tag(int field, int wireType) => VarInt(field << 3 | wireType);

    static byte[] VarInt(int value) => value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), .. VarInt(value >> 7)];
}
