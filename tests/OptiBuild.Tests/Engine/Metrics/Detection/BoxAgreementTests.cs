using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Metrics.Detection;

namespace OptiBuild.Tests.Engine.Metrics.Detection;

public sealed class BoxAgreementTests
{
    static readonly float[] Bag = [10, 10, 30, 30, 0.9f, 3], Boot = [40, 40, 60, 60, 0.8f, 9];

    [Fact]
    public void IsOneForTheSameSureBoxesInAnyOrder() => Assert.Equal(1, Of([Bag, Boot], [Boot, Bag]));

    [Fact]
    public void BoxesMayMoveALittle() => Assert.Equal(1, Of([Bag], [[12, 10, 32, 30, 0.6f, 3]]));

    [Fact]
    public void DoubtfulBoxesDoNotCount() => Assert.Equal(1, Of([Bag], [Bag, [0, 0, 9, 9, 0.5f, 1]]));

    [Fact]
    public void IsZeroForABoxMoreOrLess()
    {
        Assert.Equal(0, Of([Bag], [Bag, Boot]));
        Assert.Equal(0, Of([Bag, Boot], [Bag]));
    }

    [Fact]
    public void IsZeroForAnotherClassOrPlace()
    {
        Assert.Equal(0, Of([Bag], [[10, 10, 30, 30, 0.9f, 4]]));
        Assert.Equal(0, Of([Bag], [[25, 10, 45, 30, 0.9f, 3]]));
    }

    static double Of(float[][] original, float[][] optimized) => Assert.Single(BoxAgreement.Score(new Answer([Table(optimized)], [Table(original)], null), BoxForm.Pixels));

    static Output Table(float[][] rows) => new("boxes", [rows.Length, 6], rows.SelectMany(r => r).ToArray());
}
