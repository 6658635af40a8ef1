using System.Collections.Immutable;
using System.Text.Json;

namespace OptiBuild.Engine.Data.Images;

/// <summary>How files become tensors, as far as somebody said: <c>((pixel · scale) − mean) / std</c>.</summary>
sealed record ImageSettings(ChannelOrder? Channels, double? Scale, ImmutableArray<double> Mean, ImmutableArray<double> Std, ImageSize? Size, ImageLayout? Layout)
{
    const string FileName = "images.json";

    /// <summary>Options win over the images.json in the folder or the one above it.</summary>
    /// <exception cref="OptiBuildException">OB3023.</exception>
    public static ImageSettings Of(string folder, Options options)
    {
        var file = Find(folder) is { } path ? Read(path) : new ImageSettings(null, null, [], [], null, null);
        return new ImageSettings(options.Channels ?? file.Channels, options.Scale ?? file.Scale,
            options.Mean.IsDefaultOrEmpty ? file.Mean : options.Mean, options.Std.IsDefaultOrEmpty ? file.Std : options.Std,
            options.Resize ?? file.Size, options.Layout ?? file.Layout);
    }

    public static string? Find(string folder)
    {
        var full = Path.GetFullPath(folder);
        string?[] places = [full, Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(full))];
        return places.OfType<string>().Select(p => Path.Combine(p, FileName)).FirstOrDefault(File.Exists);
    }

    static ImageSettings Read(string path)
    {
        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        try
        {
            using var file = Places.Open(path);
            using var document = JsonDocument.Parse(file);
            foreach (var field in document.RootElement.EnumerateObject()) texts[field.Name] = Text(field.Value);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new OptiBuildException(Diagnostics.ImageSettingsInvalid.With(Places.Name(path), "it is not a JSON object"), e);
        }
        return Of(texts, path);
    }

    static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Array ? string.Join(';', value.EnumerateArray().Select(Text)) : value.ToString();

    /// <summary>The fields mean what the options of the same name mean, and are read by the same code.</summary>
    static ImageSettings Of(Dictionary<string, string> texts, string path)
    {
        // Images fit models with one input only, so its name decides nothing.
        texts.Remove("input");
        string[] known = [nameof(Options.Channels), nameof(Options.Scale), nameof(Options.Mean), nameof(Options.Std), nameof(Options.Resize), nameof(Options.Layout)];
        if (texts.Keys.FirstOrDefault(k => !known.Contains(k, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new OptiBuildException(Diagnostics.ImageSettingsInvalid.With(Places.Name(path), $"it has a field '{unknown}'"));
        try
        {
            var o = Options.From(texts);
            return new ImageSettings(o.Channels, o.Scale, o.Mean, o.Std, o.Resize, o.Layout);
        }
        catch (OptiBuildException e)
        {
            throw new OptiBuildException(Diagnostics.ImageSettingsInvalid.With(Places.Name(path), e.Message), e);
        }
    }
}
