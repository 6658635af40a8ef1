using OptiBuild.Engine.Data.Json;
using System.Runtime.InteropServices;

namespace OptiBuild.Engine.Data.Coco;

/// <summary>Images, categories and boxes of a COCO file. https://cocodataset.org/#format-data</summary>
/// <param name="Images">In the file's order.</param>
/// <param name="Categories">Names in the order of the ids: class k is the k-th.</param>
/// <param name="Boxes">By image, in the file's order.</param>
sealed record CocoFile(IReadOnlyList<CocoEntry> Images, IReadOnlyList<string> Categories, CocoBox[] Boxes)
{
    /// <summary>Empty where the image has none.</summary>
    public Box[] BoxesOf(long image)
    {
        var first = FirstOf(image);
        var end = first;
        while (end < Boxes.Length && Boxes[end].Image == image) end++;
        return [.. Boxes.AsSpan(first, end - first).ToArray().Select(b => new Box((int)b.Category, b.X, b.Y, b.X + b.Width, b.Y + b.Height, b.Area, b.IsCrowd))];
    }

    int FirstOf(long image)
    {
        var (low, high) = (0, Boxes.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Boxes[middle].Image < image) low = middle + 1; else high = middle;
        }
        return low;
    }

    /// <exception cref="OptiBuildException">OB3003, OB3004, OB3005, OB3030.</exception>
    public static CocoFile Read(string path)
    {
        var name = Places.Name(path);
        var (images, categories, boxes) = (new List<CocoEntry>(), new List<CocoEntry>(), new List<CocoBox>());
        using var json = new JsonTokens(Places.Open(path), name);
        json.Next();
        foreach (var field in json.Fields())
            switch (field)
            {
                case "images":      foreach (var i in json.Elements()) images.Add(CocoEntry.Read(json, "file_name", (name, $"image {i}"))); break;
                case "categories":  foreach (var i in json.Elements()) categories.Add(CocoEntry.Read(json, "name", (name, $"category {i}"))); break;
                case "annotations": foreach (var i in json.Elements()) boxes.Add(CocoBox.Read(json, i, name)); break;
                default:            json.Skip(); break;
            }
        if (images.Count == 0) throw new OptiBuildException(Diagnostics.NoSamples.With(name, "it has no array 'images' with entries"));
        categories.Sort((a, b) => a.Id.CompareTo(b.Id));
        return new CocoFile(images, [.. categories.Select(c => c.Text)], Resolved(name, boxes, (Numbered(name, images, "images"), Numbered(name, categories, "categories"))));
    }

    /// <summary>Boxes with the place of their category instead of its id, sorted by image.</summary>
    static CocoBox[] Resolved(string name, List<CocoBox> boxes, (Dictionary<long, int> Images, Dictionary<long, int> Categories) known)
    {
        foreach (ref var box in CollectionsMarshal.AsSpan(boxes))
        {
            if (!known.Images.ContainsKey(box.Image)) throw Invalid(name, $"annotation {box.Number} is of image {box.Image}, which is not among the images");
            if (!known.Categories.TryGetValue(box.Category, out var category)) throw Invalid(name, $"annotation {box.Number} is of category {box.Category}, which is not among the categories");
            box = box with { Category = category };
        }
        var sorted = boxes.ToArray();
        Array.Sort(sorted, (a, b) => a.Image != b.Image ? a.Image.CompareTo(b.Image) : a.Number.CompareTo(b.Number));
        return sorted;
    }

    static Dictionary<long, int> Numbered(string name, List<CocoEntry> entries, string what)
    {
        var places = new Dictionary<long, int>();
        foreach (var entry in entries)
            if (!places.TryAdd(entry.Id, places.Count)) throw Invalid(name, $"two {what} have the id {entry.Id}");
        return places;
    }

    internal static OptiBuildException Invalid(string name, string what) => new(Diagnostics.AnnotationInvalid.With(name, what));
}
