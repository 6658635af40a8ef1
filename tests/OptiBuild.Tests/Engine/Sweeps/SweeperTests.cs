using System.Text.Json;
using System.Text.Json.Serialization;
using OptiBuild.Engine;
using OptiBuild.Engine.Sweeps;

namespace OptiBuild.Tests.Engine.Sweeps;

public class SweeperTests
{
    static readonly SweepSetting[] Settings = [.. SweepSettings.All.Where(s => s.Name is "fp32" or "int8" || s is { Series: "float", Name: "50 % zeros" } or { Series: "magnitude", Name: "70 % zeros" })];

    static SweptModel Swept(PipelineRun run, SweepSetting[] settings) => Sweeper.Run(
        new(run.Model, "m.onnx",
        [
            KeyValuePair.Create("CalibrationData", run.Folder.File("calibrate.npz")), KeyValuePair.Create("ValidationData", run.Folder.File("validate.npz")),
            KeyValuePair.Create("Effort", "fast"), KeyValuePair.Create("pruning", "none"),
        ], Threads: 1), settings, new Steps(), CancellationToken.None);

    /// <summary>64·512 + 512·512 + 512·4 weights with two axes; the rule removes whole numbers of each layer's.</summary>
    [Fact]
    public void ZerosAreCountedInWhatWasWritten()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var points = Swept(run, Settings).Points;

        Assert.All(points, p => Assert.Equal(296_960, p.Weights.All));
        Assert.Equal(296_960, points[0].Weights.NonZeros);
        Assert.Equal(148_480, points[1].Weights.NonZeros);
        Assert.InRange(points[3].Weights.NonZeros, 0.29 * 296_960, 0.301 * 296_960);
    }

    [Fact]
    public void ZerosChangeWhatCompressionMakesOfAFileAndNotTheFile()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var points = Swept(run, Settings).Points;

        Assert.Equal(points[0].Size.Optimized, points[1].Size.Optimized);
        Assert.True(points[1].Size.Embedded < 0.7 * points[0].Size.Embedded, $"{points[1].Size}");
        Assert.True(points[2].Size.Optimized < 0.3 * points[0].Size.Optimized, $"{points[2].Size}");
    }

    static readonly JsonSerializerOptions Named = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    [Fact]
    public void FiguresAreTheSameEachTimeButForTimes()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);
        SweepSetting[] two = [Settings[0], Settings[^1]];

        var (first, second) = (Swept(run, two), Swept(run, two));

        Assert.Equal(first.Points.Select(Timeless), second.Points.Select(Timeless));

        // Lists inside are compared by what they hold.
        static string Timeless(SweepPoint point) => JsonSerializer.Serialize(point with { Latency = new(0, 0, 0, 1, 1) }, Named);
    }
}
