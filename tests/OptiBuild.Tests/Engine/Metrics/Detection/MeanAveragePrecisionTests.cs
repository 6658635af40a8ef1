using System.Text.Json;
using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Metrics.Detection;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Metrics.Detection;

public sealed class MeanAveragePrecisionTests
{
    /// <summary>Sums of at most a thousand shares in double, in another order.</summary>
    const double Rounding = 1e-12;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, CocoCase.All.Length)];

    [Theory, MemberData(nameof(Cases))]
    public void IsWhatCocoComputes(int number)
    {
        var scores = Scores(CocoCase.All[number].Answers);

        Assert.Equal(CocoCase.All[number].Figures[0], Of(scores, MeanAveragePrecision.Strict), Rounding);
        Assert.Equal(CocoCase.All[number].Figures[1], Of(scores, MeanAveragePrecision.Half), Rounding);
        Assert.Equal(CocoCase.All[number].Figures[2], Of(scores, MeanAveragePrecision.ThreeQuarters), Rounding);
    }

    [Theory, MemberData(nameof(Cases))]
    public void OfOneClassIsWhatCocoComputes(int number)
    {
        var classes = MeanAveragePrecision.ByClass(Scores(CocoCase.All[number].Answers), MeanAveragePrecision.Strict);

        Assert.Equal([0, 1, 2], classes.Keys.Order());
        for (var c = 0; c < 3; c++) Assert.Equal(CocoCase.All[number].ByClass[c], classes[c].Figure(null), Rounding);
    }

    /// <remarks>Among equal scores the order decides, and it is not the same one when images repeat: here none are equal.</remarks>
    [Theory, MemberData(nameof(Cases))]
    public void AnImageThatIsDrawnTwiceCountsAsTwoImages(int number)
    {
        var answers = CocoCase.All[number].Answers.Select(WithoutTies).ToArray();
        int[] drawn = [5, 1, 1, 4, 1, 3];

        var resampled = MeanAveragePrecision.Combine(Scores(answers), MeanAveragePrecision.Strict)(drawn);

        Assert.Equal(Of(Scores([.. drawn.Select(i => answers[i])]), MeanAveragePrecision.Strict), resampled, Rounding);
    }

    [Fact]
    public void IsZeroWhereNothingIsToBeFound()
    {
        var empty = CocoCase.All[1].Answers[0];

        Assert.Equal(0.0, Of(Scores([empty]), MeanAveragePrecision.Strict));
    }

    [Fact]
    public void ScoresThatAreNoNumberAreNoAnswers()
    {
        var (_, _, label) = CocoCase.All[0].Answers[0];
        Output[] outputs = [new("boxes", [1, 4], new float[] { 36, 4, 48, 11 }), new("scores", [1], new[] { float.NaN }), new("classes", [1], new[] { 1f })];

        Assert.Equal(0.0, Of(Scores([new(outputs, outputs, label)]), MeanAveragePrecision.Strict));
    }

    /// <remarks>The recorded figures have six digits.</remarks>
    [FactNeeding("assets/detection/reference.json")]
    public void IsTheRecordedFigureOfTheDetector()
    {
        using var reference = JsonDocument.Parse(File.ReadAllBytes(Assets.Path("assets/detection/reference.json")));
        using var annotations = JsonDocument.Parse(File.ReadAllBytes(Assets.Path("assets/detection/validate/annotations.json")));
        var scores = Scores(Recorded(reference.RootElement.GetProperty("detections"), annotations.RootElement));
        var stats = reference.RootElement.GetProperty("stats");

        Assert.Equal(stats.GetProperty("AP").GetDouble(), Of(scores, MeanAveragePrecision.Strict), 1e-6);
        Assert.Equal(stats.GetProperty("AP50").GetDouble(), Of(scores, MeanAveragePrecision.Half), 1e-6);
        Assert.Equal(stats.GetProperty("AP75").GetDouble(), Of(scores, MeanAveragePrecision.ThreeQuarters), 1e-6);
    }

    static Answer[] Recorded(JsonElement detections, JsonElement annotations)
    {
        var objects = annotations.GetProperty("annotations").EnumerateArray().ToLookup(a => a.GetProperty("image_id").GetInt32());
        var found = detections.EnumerateArray().ToLookup(d => d.GetProperty("image_id").GetInt32());
        return [.. annotations.GetProperty("images").EnumerateArray().Select(i => i.GetProperty("id").GetInt32()).Select(id => Answer(objects[id], [.. found[id]]))];
    }

    static Answer Answer(IEnumerable<JsonElement> objects, JsonElement[] found)
    {
        Output[] outputs =
        [
            new("boxes", [found.Length, 4], found.SelectMany(Corners).Select(c => (float)c).ToArray()),
            new("scores", [found.Length], found.Select(f => f.GetProperty("score").GetSingle()).ToArray()),
            new("classes", [found.Length], found.Select(f => f.GetProperty("category_id").GetSingle()).ToArray()),
        ];
        var boxes = objects.Select(o => (o, c: Corners(o))).Select(o => new Box(o.o.GetProperty("category_id").GetInt32(), o.c[0], o.c[1], o.c[2], o.c[3], o.o.GetProperty("area").GetDouble(), false));
        return new(outputs, outputs, new Label(null, null) { Boxes = [.. boxes], Picture = new ImageSize(64, 64) });
    }

    static double[] Corners(JsonElement element)
    {
        var box = element.GetProperty("bbox").EnumerateArray().Select(n => n.GetDouble()).ToArray();
        return [box[0], box[1], box[0] + box[2], box[1] + box[3]];
    }

    static Answer WithoutTies(Answer answer, int image)
    {
        var scores = answer.Outputs[1].Values.ToArray().Select((s, i) => s + image / 100f + i / 1000f).ToArray();
        return answer with { Outputs = [answer.Outputs[0], answer.Outputs[1] with { Values = scores }, answer.Outputs[2]] };
    }

    static double[][] Scores(Answer[] answers) => [.. answers.Select(a => MeanAveragePrecision.Score(a, BoxForm.Pixels))];

    static double Of(double[][] scores, IReadOnlyList<int> thresholds) => MeanAveragePrecision.Combine(scores, thresholds)(null);
}
