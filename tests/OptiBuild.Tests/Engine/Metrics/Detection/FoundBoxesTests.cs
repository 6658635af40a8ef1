using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Metrics.Detection;
using OptiBuild.Tests.Engine.Data;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Metrics.Detection;

public sealed class FoundBoxesTests
{
    static readonly ImageSize Picture = new(200, 100);

    [Theory]
    [InlineData("xyxy", new[] { 10f, 20, 50, 60 })]
    [InlineData("yxyx", new[] { 20f, 10, 60, 50 })]
    [InlineData("xywh", new[] { 10f, 20, 40, 40 })]
    [InlineData("cxcywh", new[] { 30f, 40, 40, 40 })]
    [InlineData("XYXY-normalized", new[] { 0.0625f, 0.25f, 0.25f, 0.5f }, 12.5, 25, 50, 50)]
    [InlineData("cxcywh-normalized", new[] { 0.25f, 0.5f, 0.25f, 0.25f }, 25, 37.5, 75, 62.5)]
    public void BoxesAreReadAsTheyAreMeant(string form, float[] box, double x0 = 10, double y0 = 20, double x1 = 50, double y1 = 60)
    {
        Assert.Equal((x0, y0, x1, y1), BoxForm.Parse(form)!.Read(box, Picture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-normalized")]
    [InlineData("xyzw")]
    public void OtherWordsAreNoForm(string text) => Assert.Null(BoxForm.Parse(text));

    [Fact]
    public void TheMetricsArgumentSaysHowBoxesAreWritten()
    {
        var metric = MetricRows.For(Options.From([new("Metric", "map50:cxcywh-normalized")]), LabelKind.Boxes);

        Assert.Equal(new BoxForm(BoxCorners.Cxcywh, true), metric.Boxes);
    }

    [Fact, Provokes("OB1002")]
    public void OtherArgumentsAreRefusedWithTheForms()
    {
        var refusal = Ask.Refusal("OB1002", () => MetricRows.For(Options.From([new("Metric", "map:polar")]), LabelKind.Boxes));

        Assert.Equal("'map:polar' is not a value of Metric. Valid values are map and :yxyx, :xywh, :cxcywh, :xyxy-normalized …; corners in pixels without.", refusal);
    }

    [Fact]
    public void OutputsAreToldApartByShapeAndName()
    {
        Output[] outputs = [new("label_ids", [2], new[] { 3f, 1 }), new("box_conf", [2], new[] { 0.5f, 0.25f }), new("out", [2, 4], new[] { 1f, 2, 3, 4, 5, 6, 7, 8 })];

        Assert.Equal([new FoundBox(3, 0.5, 1, 2, 3, 4), new(1, 0.25, 5, 6, 7, 8)], FoundBoxes.Of(outputs, BoxForm.Pixels, Picture));
    }

    [Fact]
    public void ScoresByClassGiveTheBestClass()
    {
        Output[] outputs = [new("boxes", [2, 4], new[] { 1f, 2, 3, 4, 5, 6, 7, 8 }), new("scores", [2, 3], new[] { 0.125f, 0.5f, 0.25f, 0, 0, 0 })];

        Assert.Equal([new FoundBox(1, 0.5, 1, 2, 3, 4)], FoundBoxes.Of(outputs, BoxForm.Pixels, Picture));
    }

    [Fact]
    public void OneOutputMayHoldEverything()
    {
        Output[] outputs = [new("detections", [2, 6], new[] { 1f, 2, 3, 4, 0.5f, 7, 0, 0, 0, 0, 0, 0 })];

        Assert.Equal([new FoundBox(7, 0.5, 1, 2, 3, 4)], FoundBoxes.Of(outputs, BoxForm.Pixels, Picture));
    }

    [Fact]
    public void ACountSaysHowManyAreFilled()
    {
        Output[] outputs = [new("num_detections", [1], new[] { 1f }), new("boxes", [2, 4], new[] { 1f, 2, 3, 4, 5, 6, 7, 8 }), new("scores", [2], new[] { 0.5f, 0.9f }), new("classes", [2], new[] { 0f, 0 })];

        Assert.Equal([new FoundBox(0, 0.5, 1, 2, 3, 4)], FoundBoxes.Of(outputs, BoxForm.Pixels, Picture));
    }

    [Fact, Provokes("OB3060")]
    public void RefusesOutputsThatAreNoBoxes()
    {
        Output[] outputs = [new("logits", [10], new float[10])];

        Assert.Contains("outputs for one sample are 'logits' [10]", Ask.Refusal("OB3060", () => FoundBoxes.Of(outputs, BoxForm.Pixels, Picture)));
    }
}
