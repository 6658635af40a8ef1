using OptiBuild.Engine.Data.Json;
using System.Globalization;

namespace OptiBuild.Engine.Data.Coco;

/// <summary>An annotation as it stands in the file: pixels of the image, left, top, width, height.</summary>
/// <param name="Number">Its place in the file.</param>
readonly record struct CocoBox(int Number, long Image, long Category, double X, double Y, double Width, double Height)
{
    public double Area { get; init; }
    public bool IsCrowd { get; init; }

    /// <param name="file">As messages name it.</param>
    /// <exception cref="OptiBuildException">OB3004, OB3030.</exception>
    public static CocoBox Read(JsonTokens json, int number, string file)
    {
        var (image, category, area, isCrowd, sides) = ((long?)null, (long?)null, (double?)null, false, Array.Empty<double>());
        foreach (var field in json.Fields())
        {
            switch (field)
            {
                case "image_id":    image = json.Whole(); break;
                case "category_id": category = json.Whole(); break;
                case "area":        area = json.Number(); break;
                case "iscrowd":     isCrowd = json.Whole() is not (null or 0); break;
                case "bbox":        sides = Sides(json); break;
            }
            json.Skip();
        }
        if (image is not { } i || category is not { } c) throw Invalid("has no whole numbers 'image_id' and 'category_id'");
        if (sides is not [var x, var y, >= 0 and var width, >= 0 and var height]) throw Invalid("has no 'bbox' of four numbers: left, top, and a width and height that are not negative");
        return new CocoBox(number, i, c, x, y, width, height) { Area = area ?? width * height, IsCrowd = isCrowd };

        OptiBuildException Invalid(string what) => CocoFile.Invalid(file, string.Create(CultureInfo.InvariantCulture, $"annotation {number} {what}"));
    }

    /// <summary>The numbers of an array; none where it holds anything else or more than a box has.</summary>
    static double[] Sides(JsonTokens json)
    {
        if (json.Kind != System.Text.Json.JsonTokenType.StartArray) return [];
        var sides = new List<double>();
        var isBox = true;
        foreach (var i in json.Elements())
        {
            if (json.Number() is { } side && i < 4) sides.Add(side);
            else isBox = false;
            json.Skip();
        }
        return isBox ? [.. sides] : [];
    }
}
