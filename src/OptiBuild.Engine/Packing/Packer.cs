using System.IO.Compression;
using System.Text;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Packing;

/// <summary>What goes into the app: the model's bytes, compressed or not.</summary>
public static class Packer
{
    /// <summary>Window of 16 MB, the largest of the format's ordinary form: repeated structure is found across layers.</summary>
    const int BrotliWindow = 24;

    /// <summary>Compressing takes seconds, so it is left out where nothing is embedded.</summary>
    public static Shipment Shipment(FinishedModel model, Job job) => new(model, job.Embedded is null || model.Bytes is null ? model.Bytes : Pack(model.Bytes, job.Options));

    /// <summary>Nobody looks into a compressed resource, so names need not be readable there; a file that is written to be looked at keeps them.</summary>
    public static bool Compresses(Job job) => job.Embedded is not null && job.Options.Compression != CompressionMode.None;

    public static byte[] Pack(ReadOnlySpan<byte> model, Options options)
    {
        if (options.Compression == CompressionMode.None) return model.ToArray();
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(model.Length)];
        if (!BrotliEncoder.TryCompress(model, packed, out var length, BrotliQuality(options.Effort), BrotliWindow))
            throw new InvalidOperationException("Brotli needs more room than it says it can.");
        return packed[..length];
    }

    /// <summary>Writes what the job wants, each file whole.</summary>
    /// <exception cref="OptiBuildException">OB1005.</exception>
    public static void Write(Job job, Shipment shipment, ModelReport report)
    {
        if (job.Output is { } output) shipment.Model.Write(output);
        if (job.Embedded is { } embedded && shipment.Packed is not null) WholeFile.Write(embedded, shipment.Packed);
        if (job.Facts is { } facts) WholeFile.Write(facts, Encoding.UTF8.GetBytes(Facts.Text(report, job.Options.Compression)));
    }

    /// <summary>
    /// Quality 10 codes weights of 256 levels 1 to 2 % smaller than 5 to 9 do, those of 8 to 31 levels 10 to 15 %, at a second for each megabyte and a half;
    /// 11 takes twice as long and gains 0.1 % at most.
    /// </summary>
    static int BrotliQuality(Effort effort) => effort == Effort.Fast ? 5 : 10;
}

/// <summary>The model, and what is embedded of it.</summary>
/// <param name="Packed">Null where no resource can hold it: it is shipped as it is.</param>
public sealed record Shipment(FinishedModel Model, byte[]? Packed)
{
    public SizeReport Size(Original original) => new(original.Bytes, Model.Length, Packed?.LongLength ?? Model.Length) { WeightsFile = Model.WeightsFile };
}
