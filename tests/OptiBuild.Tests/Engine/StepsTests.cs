using OptiBuild.Engine;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Tests.Engine;

public class StepsTests
{
    [Fact]
    public void KeepsNameAndChangesInTheOrderOfTheEnds()
    {
        var steps = new Steps();
        using (var read = steps.Begin("read")) read.Changes = 3;
        using (steps.Begin("clean")) { }

        Assert.Equal([("read", 3), ("clean", 0)], steps.Done.Select(s => (s.Name, s.Changes)));
        Assert.All(steps.Done, s => Assert.InRange(s.Seconds, 0, 60));
    }

    [Fact]
    public void EndsOnce()
    {
        var ended = new List<StepReport>();
        var step = new Steps(ended: ended.Add).Begin("read");
        step.Dispose();
        step.Dispose();

        Assert.Single(ended);
    }

    [Fact]
    public void TellsProgress()
    {
        var seen = new List<Progress>();
        using (var step = new Steps(seen.Add).Begin("calibrate")) step.Advance(16, 128);

        Assert.Equal([new("calibrate", 0, 0), new("calibrate", 16, 128)], seen);
    }
}
