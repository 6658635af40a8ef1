namespace OptiBuild.Engine.Baselines;

/// <summary>Which samples were answered right: a bit each, the first in the lowest bit of the first byte, as base64.</summary>
static class RightAnswers
{
    public static string Text(IReadOnlyList<double[]> scores)
    {
        var bits = new byte[Bytes(scores.Count)];
        for (var i = 0; i < scores.Count; i++)
            if (scores[i][0] == 1) bits[i / 8] |= (byte)(1 << i % 8);
        return Convert.ToBase64String(bits);
    }

    /// <exception cref="OptiBuildException">OB4024: the text is none, or of another number of samples.</exception>
    public static byte[] Parse(string text, int samples, string file)
    {
        var bits = new byte[Bytes(samples)];
        return Convert.TryFromBase64String(text, bits, out var written) && written == bits.Length ? bits
            : throw new OptiBuildException(Diagnostics.BaselineDamaged.With(Data.Places.Name(file), "the answers in it are not those of so many samples"));
    }

    public static (int Broken, int Repaired) Changed(byte[] before, byte[] after) =>
        (before.Zip(after, (b, a) => byte.PopCount((byte)(b & ~a))).Sum(c => c), before.Zip(after, (b, a) => byte.PopCount((byte)(~b & a))).Sum(c => c));

    static int Bytes(int samples) => (samples + 7) / 8;
}
