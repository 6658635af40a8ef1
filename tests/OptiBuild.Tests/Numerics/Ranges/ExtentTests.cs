using OptiBuild.Numerics.Ranges;

namespace OptiBuild.Tests.Numerics.Ranges;

public class ExtentTests
{
    [Theory]
    [MemberData(nameof(Samples.Lengths), MemberType = typeof(Samples))]
    public void VectorsGiveTheSameAsScalars(int length)
    {
        var x = Samples.Gaussian(length, 1, seed: 1);
        for (var i = 0; i < length; i += 5) x[i] = i % 2 == 0 ? 0f : -0f;

        Assert.Equal(Extent.Scalar(x), Extent.Of(x));
    }

    [Theory]
    [MemberData(nameof(Samples.Lengths), MemberType = typeof(Samples))]
    public void FindsWhatIsNotFiniteAtAnyPlace(int length)
    {
        for (var place = 0; place < Math.Min(length, 40); place++)
        {
            var x = Samples.Gaussian(length, 1, seed: 2);
            x[place] = (place % 3) switch { 0 => float.NaN, 1 => float.PositiveInfinity, _ => float.NegativeInfinity };

            Assert.Equal(Extent.Scalar(x), Extent.Of(x));
            Assert.Equal(1, Extent.Of(x).NotFinite);
        }
        Assert.Equal(new(0, 0, 0, length), Extent.Of([.. Enumerable.Repeat(float.NaN, length)]));
    }
}
