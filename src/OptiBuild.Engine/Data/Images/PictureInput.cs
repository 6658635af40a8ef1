namespace OptiBuild.Engine.Data.Images;

/// <summary>Pictures that are no files of their own, as the model's input.</summary>
sealed class PictureInput(ImageTarget target, PixelTensor tensor, ModelInput input)
{
    /// <param name="picture">Height, width, and maybe the number of channels.</param>
    /// <exception cref="OptiBuildException">OB3010, OB3023, OB3025, OB3027.</exception>
    public static PictureInput Of(DataRequest request, IReadOnlyList<long> picture)
    {
        var settings = ImageSettings.Of(Folder(request), request.Options);
        var input = request.Inputs[0];
        var elements = picture.Aggregate(1L, (a, b) => a * b);
        // A model that takes pixels as a list takes them as they stand in the file.
        var asImage = input.Shape is [_, { } listed] && listed == elements
            ? input with { Shape = picture.Count == 2 ? [null, 1, .. picture] : [null, .. picture] } : input;
        var target = ImageTarget.Of(request with { Inputs = [asImage] }, settings);
        return new PictureInput(target, new PixelTensor(target, settings), input);
    }

    /// <summary>Where images.json is looked for.</summary>
    public static string Folder(DataRequest request) => Path.GetDirectoryName(Path.GetFullPath(request.Place))!;

    /// <exception cref="OptiBuildException">OB3009.</exception>
    public SampleArray Of(Picture picture, string origin)
    {
        var ordered = Colors.Ordered(picture, target.Channels);
        var array = tensor.Of(target.Size is { } size ? Resampling.Resized(ordered, size) : ordered);
        if (target.Input != input) array = array with { Shape = [input.Shape[1]!.Value] };
        InputFit.RequireShape(input, array.Shape, $"Image '{origin}'");
        return array;
    }
}
