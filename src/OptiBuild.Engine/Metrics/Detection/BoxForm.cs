
namespace OptiBuild.Engine.Metrics.Detection;

/// <summary>What a model's four numbers of a box are: two corners, or a corner or the centre with width and height.</summary>
public enum BoxCorners { Xyxy, Yxyx, Xywh, Cxcywh }

/// <param name="IsNormalized">1 is the whole width or height of the picture, not a pixel.</param>
public sealed record BoxForm(BoxCorners Corners, bool IsNormalized)
{
    /// <summary>After the corners.</summary>
    public const string Suffix = "-normalized";

    public static BoxForm Pixels { get; } = new(BoxCorners.Xyxy, false);

    /// <summary>Null where the text is no form.</summary>
    public static BoxForm? Parse(string text)
    {
        var isNormalized = text.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase);
        return OptionText.Name<BoxCorners>(isNormalized ? text[..^Suffix.Length] : text) is { } corners ? new(corners, isNormalized) : null;
    }

    /// <summary>Left, top, right and bottom in pixels.</summary>
    /// <param name="picture">Its size in the model's input.</param>
    public (double X0, double Y0, double X1, double Y1) Read(ReadOnlySpan<float> box, ImageSize picture)
    {
        var (x, y) = IsNormalized ? (picture.Width, picture.Height) : (1, 1);
        double a = box[0], b = box[1], c = box[2], d = box[3];
        return Corners switch
        {
            BoxCorners.Xyxy => (a * x, b * y, c * x, d * y),
            BoxCorners.Yxyx => (b * x, a * y, d * x, c * y),
            BoxCorners.Xywh => (a * x, b * y, (a + c) * x, (b + d) * y),
            _               => ((a - c / 2) * x, (b - d / 2) * y, (a + c / 2) * x, (b + d / 2) * y),
        };
    }
}
