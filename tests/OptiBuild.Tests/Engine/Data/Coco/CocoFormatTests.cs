using System.Text;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Data.Coco;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data.Coco;

public sealed class CocoFormatTests : IDisposable
{
    readonly TempFolder folder = new();

    static readonly ModelInput Image = Ask.Floats("image", null, 1, 4, 8);

    const string Good = """
        {"info": {"year": 2020, "by": ["a", {"b": [1, 2]}]},
         "annotations": [
           {"id": 1, "image_id": 7, "category_id": 90, "bbox": [1, 2, 3.5, 4], "area": 10, "iscrowd": 0, "segmentation": [[1, 2, 3, 4, 5, 6]]},
           {"id": 2, "image_id": 3, "category_id": 1, "bbox": [0, 0, 2, 2], "iscrowd": 1, "segmentation": {"counts": "a\"b", "size": [4, 4]}},
           {"id": 3, "image_id": 7, "category_id": 18, "bbox": [0, 1, 2, 3], "attributes": null}],
         "images": [{"id": 7, "file_name": "b.png", "width": 16, "height": 8}, {"id": 5, "file_name": "sub/c.png"}, {"file_name": "a.png", "id": 3}],
         "categories": [{"id": 90, "name": "toothbrush"}, {"id": 1, "name": "person", "keypoints": ["nose"]}, {"id": 18, "name": "dog"}]}
        """;

    DataRequest Coco(string json, string name = "annotations.json")
    {
        foreach (var (image, width) in new[] { ("images/a.png", 8), ("images/b.png", 16), ("images/sub/c.png", 8) })
            folder.Write(image, Png.Gray(width, width / 2, (_, _) => (byte)width));
        return Ask.For(folder.Write(name, Encoding.UTF8.GetBytes(json)) is var path && name == "annotations.json" ? folder.Path : path, Image);
    }

    [Theory]
    [InlineData("annotations.json")]
    [InlineData("instances_val.json")]
    public void ReadsBoxesInPixelsOfTheModelsInput(string name)
    {
        using var samples = Formats.Open(Coco(Good, name));
        var read = samples.Read(CancellationToken.None).ToArray();

        Assert.Equal(LabelKind.Boxes, samples.Labels);
        Assert.Equal(["person", "dog", "toothbrush"], samples.ClassNames);
        Assert.Equal(["b.png", "sub/c.png", "a.png"], read.Select(s => s.Origin));
        // The first image is 16×8 and the input 8×4: lengths halve, areas are a quarter.
        Assert.Equal([new Box(2, 0.5, 1, 2.25, 3, 2.5, false), new Box(1, 0, 0.5, 1, 2, 1.5, false)], read[0].Label!.Boxes!);
        Assert.Empty(read[1].Label!.Boxes!);
        Assert.Equal([new Box(0, 0, 0, 2, 2, 4, true)], read[2].Label!.Boxes!);
    }

    [Fact]
    public void FindsImagesBesideTheFile()
    {
        folder.Write("a.png", Png.Gray(8, 4, (_, _) => 1));

        Assert.Equal("a.png", Ask.For(folder.Write("x.json", """{"images": [{"id": 1, "file_name": "a.png"}]}"""u8), Image).All().Single().Origin);
    }

    [Fact]
    public void IsReadTheSameInSmallPieces()
    {
        var padded = Good.Replace("\"year\"", $"\"{new string('x', 70_000)}\": \"{new string('y', 200_000)}\", \"year\"");

        Assert.Equal(Coco(Good).All().SelectMany(s => s.Label!.Boxes!), Coco("\uFEFF" + padded).All().SelectMany(s => s.Label!.Boxes!));
    }

    [Fact]
    public void HasNoLabelsForCalibration()
    {
        Assert.All(Coco(Good).ForCalibration().All(), s => Assert.Null(s.Label));
    }

    [Theory, Provokes("OB3030")]
    [InlineData("[1, 2, 3.5, 4]", "[1, 2, 3.5]", "annotation 0 has no 'bbox' of four numbers")]
    [InlineData("[1, 2, 3.5, 4]", "[1, 2, 3.5, 4, 5]", "annotation 0 has no 'bbox' of four numbers")]
    [InlineData("[1, 2, 3.5, 4]", "[1, 2, -3.5, 4]", "annotation 0 has no 'bbox' of four numbers")]
    [InlineData("[1, 2, 3.5, 4]", "[1, 2, [[9]], 4]", "annotation 0 has no 'bbox' of four numbers")]
    [InlineData("[1, 2, 3.5, 4]", "[1, 2, 1e999, 4]", "annotation 0 has no 'bbox' of four numbers")]
    [InlineData("[1, 2, 3.5, 4]", "7", "annotation 0 has no 'bbox' of four numbers")]
    [InlineData("\"image_id\": 3", "\"image_id\": 4", "annotation 1 is of image 4, which is not among the images")]
    [InlineData("\"image_id\": 3", "\"image_id\": \"3\"", "annotation 1 has no whole numbers 'image_id' and 'category_id'")]
    [InlineData("\"category_id\": 18", "\"category_id\": 2", "annotation 2 is of category 2, which is not among the categories")]
    [InlineData("\"id\": 5", "\"id\": 7", "two images have the id 7")]
    [InlineData("\"file_name\": \"a.png\"", "\"file_name\": null", "image 2 has no whole number 'id' and text 'file_name'")]
    public void RefusesEntriesThatMakeNoSense(string good, string bad, string message)
    {
        Assert.Contains($"'annotations.json': {message}", Coco(Good.Replace(good, bad)).Refusal("OB3030"));
    }

    [Theory, Provokes("OB3031")]
    [InlineData("../secret.png")]
    [InlineData("sub/../../secret.png")]
    [InlineData("..\\\\secret.png")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\\\secret.png")]
    public void RefusesImagesOutsideTheFolder(string name)
    {
        Assert.Equal($"'annotations.json' names '{name.Replace("\\\\", "\\")}', which lies outside the data's folder. Name files below it.", Coco(Good.Replace("b.png", name)).Refusal("OB3031"));
    }

    [Theory, Provokes("OB3032")]
    [InlineData("z.png")]
    [InlineData("a\\u0000.png")]
    public void RefusesImagesThatAreNotThere(string name)
    {
        Assert.Contains("which does not exist. Correct the name, or add the file.", Coco(Good.Replace("b.png", name)).Refusal("OB3032"));
    }

    [Theory, Provokes("OB3004")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("{\"images\": [{\"id\": 1")]
    [InlineData("{\"images\": 7}")]
    [InlineData("{\"images\": [7]}")]
    [InlineData("{\"images\": [}")]
    [InlineData("{\"images\": [{\"id\": 1, \"file_name\": \"\\ud800\"}]}")]
    [InlineData("{\"annotations\": [{\"bbox\": [NaN, 1, 1, 1]}]}")]
    public void RefusesWhatIsNotJson(string json)
    {
        Assert.StartsWith("'annotations.json' is damaged: ", Coco(json).Refusal("OB3004"));
    }

    [Fact, Provokes("OB3004")]
    public void RefusesJsonThatIsTooDeep()
    {
        Assert.StartsWith("'annotations.json' is damaged: it is not JSON at line 1", Coco($"{{\"x\": {new string('[', 100_000)}").Refusal("OB3004"));
    }

    [Fact, Provokes("OB3004")]
    public void RefusesATextWithoutEnd()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);

        Assert.Contains("a text of more than 16777216 bytes", Coco($"{{\"x\": \"{new string('a', 40_000_000)}").Refusal("OB3004"));

        // The test's own text takes 80 MB in memory and 40 MB as bytes; buffers up to the limit add 32 MB.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 400_000_000);
    }

    [Fact, Provokes("OB3005")]
    public void RefusesAFileWithoutImages()
    {
        Assert.Contains("it has no array 'images' with entries", Coco("{}").Refusal("OB3005"));
    }

    [Fact]
    public void PassesOverMuchInLittleMemory()
    {
        var path = folder.File("large.json");
        folder.Write("a.png", Png.Gray(8, 4, (_, _) => 1));
        using (var writer = new StreamWriter(path))
        {
            writer.Write("{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}], \"other\": [");
            var polygon = string.Join(",", Enumerable.Range(0, 2_000));
            for (var i = 0; i < 4_000; i++) writer.Write($"{(i > 0 ? "," : "")}[{polygon}]");
            writer.Write("]}");
        }
        var before = GC.GetAllocatedBytesForCurrentThread();

        var coco = CocoFile.Read(path);

        Assert.Single(coco.Images);
        // The file has 35 MB, the reader's buffer 64 KB; the rest is small change.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    public void Dispose() => folder.Dispose();
}
