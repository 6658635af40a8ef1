using System.Text;

namespace OptiBuild.Onnx.Text;

/// <summary>Bytes that have no words of their own: quoted hexadecimal digits.</summary>
static class HexText
{
    public static string Print(ReadOnlySpan<byte> bytes) => $"\"{Convert.ToHexString(bytes)}\"";

    public static byte[] Parse(TextCursor text)
    {
        var before = text.Position;
        try
        {
            return Convert.FromHexString(Encoding.ASCII.GetString(text.Quoted()));
        }
        catch (FormatException)
        {
            text.Position = before;
            throw text.Error("an even number of hexadecimal digits in quotes");
        }
    }
}
