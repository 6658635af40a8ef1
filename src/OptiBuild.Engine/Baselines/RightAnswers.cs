using System.Buffers.Text;

namespace OptiBuild.Engine.Baselines;

/// <summary>Which samples were answered right: a bit each, the first in the lowest bit of the first byte, as base64url (RFC 4648, 5): nothing in it is escaped in JSON.</summary>
static class RightAnswers
{
    public static string Text(IReadOnlyList<double[]> scores)
    {
        var bits = new byte[Bytes(scores.Count)];
        for (var i = 0; i < scores.Count; i++)
            if (scores[i][0] == 1) bits[i / 8] |= (byte)(1 << i % 8);
        return Base64Url.EncodeToString(bits);
    }

    /// <exception cref="OptiBuildException">OB4024: the text is none, or of another number of samples.</exception>
    public static byte[] Parse(string text, int samples, string file)
    {
        var bits = new byte[Bytes(samples)];
        return Base64Url.IsValid(text, out var length) && length == bits.Length && Base64Url.TryDecodeFromChars(text, bits, out _) ? bits
            : throw new OptiBuildException(Diagnostics.BaselineDamaged.With(Data.Places.Name(file), "the answers in it are not those of so many samples"));
    }

    public static (int Broken, int Repaired) Changed(byte[] before, byte[] after) =>
        (before.Zip(after, (b, a) => byte.PopCount((byte)(b & ~a))).Sum(c => c), before.Zip(after, (b, a) => byte.PopCount((byte)(~b & a))).Sum(c => c));

    static int Bytes(int samples) => (samples + 7) / 8;
}
