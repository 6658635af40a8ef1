using System.Text;

namespace OptiBuild.Tests.Infra;

/// <summary>Sound files: RIFF with a part 'fmt ' and a part 'data'.</summary>
static class Wav
{
    public static byte[] Of(int code, int bits, int channels, byte[] data, int rate = 16000)
    {
        byte[] format = [.. Short(code), .. Short(channels), .. Long(rate), .. Long(rate * channels * bits / 8), .. Short(channels * bits / 8), .. Short(bits)];
        return Riff(("LIST", [1, 2, 3]), ("fmt ", format), ("data", data));
    }

    public static byte[] Shorts(params short[] samples) => Of(1, 16, 1, [.. samples.SelectMany(s => BitConverter.GetBytes(s))]);

    /// <summary>Parts of odd length are filled up.</summary>
    public static byte[] Riff(params (string Name, byte[] Content)[] parts)
    {
        byte[] body = [.. "WAVE"u8, .. parts.SelectMany(p => (byte[])[.. Encoding.ASCII.GetBytes(p.Name), .. Long(p.Content.Length), .. p.Content, .. new byte[p.Content.Length & 1]])];
        return [.. "RIFF"u8, .. Long(body.Length), .. body];
    }

    static byte[] Short(int value) => BitConverter.GetBytes((ushort)value);

    static byte[] Long(int value) => BitConverter.GetBytes(value);
}
