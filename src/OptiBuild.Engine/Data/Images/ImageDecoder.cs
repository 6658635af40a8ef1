using Microsoft.ML.OnnxRuntime;
using OptiBuild.Engine.Inference;

namespace OptiBuild.Engine.Data.Images;

/// <summary>PNG and JPEG files to pixels, several at once if need be.</summary>
/// <remarks>
/// The decoder behind DecodeImage ends the process, or never returns, on some damaged files. So no byte reaches it that
/// <see cref="PngFile"/> or <see cref="JpegFile"/> has not checked.
/// </remarks>
sealed class ImageDecoder : IDisposable
{
    /// <summary>A side in pixels, and all of an image.</summary>
    public const int LargestSide = 16384, LargestArea = 1 << 26;

    const int LargestFile = 1 << 28;

    readonly InferenceSession session;
    readonly RunOptions run = new();

    public ImageDecoder()
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        session = CustomOperators.Alone(options.RegisterOrtExtensions, () => new InferenceSession(DecodeModel.Bytes(), options));
    }

    /// <param name="name">The file as messages show it.</param>
    /// <exception cref="OptiBuildException">OB3003, OB3007, OB3022.</exception>
    public Picture Decode(string path, string name)
    {
        var file = Bytes(path, name);
        var safe = PngFile.Is(file) ? PngFile.Checked(file, name)
            : JpegFile.Is(file) ? JpegFile.Checked(file, name)
            : throw Undecodable(name, file.Length == 0 ? "it is empty" : "it is neither PNG nor JPEG");
        try
        {
            using var input = OrtValue.CreateTensorValueFromMemory(safe, [safe.Length]);
            using var outputs = session.Run(run, [DecodeModel.Input], [input], [DecodeModel.Output]);
            var shape = outputs[0].GetTensorTypeAndShape().Shape;
            return new Picture((int)shape[1], (int)shape[0], (int)shape[2], outputs[0].GetTensorDataAsSpan<byte>().ToArray());
        }
        catch (OnnxRuntimeException e)
        {
            throw new OptiBuildException(Diagnostics.ImageUndecodable.With(name, "its content is damaged or incomplete"), e);
        }
    }

    public static OptiBuildException Undecodable(string name, string why) => new(Diagnostics.ImageUndecodable.With(name, why));

    /// <summary>Whether an image of so many pixels fits into arrays, also as real numbers.</summary>
    public static bool IsReadable(long width, long height) => width is > 0 and <= LargestSide && height is > 0 and <= LargestSide && width * height <= LargestArea;

    public static void RequireSize(long width, long height, string name)
    {
        if (width == 0 || height == 0) throw Undecodable(name, $"its header says {width} × {height} pixels");
        if (!IsReadable(width, height))
            throw new OptiBuildException(Diagnostics.TooLarge.With(name, $"its header says {width} × {height} pixels", $"{LargestSide} a side and {LargestArea} in all"));
    }

    static byte[] Bytes(string path, string name)
    {
        using var file = Places.Open(path);
        if (file.Length > LargestFile) throw new OptiBuildException(Diagnostics.TooLarge.With(name, $"it has {file.Length} bytes", $"{LargestFile}"));
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    public void Dispose()
    {
        run.Dispose();
        session.Dispose();
    }
}
