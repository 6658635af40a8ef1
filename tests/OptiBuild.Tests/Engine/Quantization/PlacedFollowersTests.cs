
namespace OptiBuild.Tests.Engine.Quantization;

/// <summary>Activation functions that int8 kernels can do in passing.</summary>
public class PlacedFollowersTests
{
    [Theory]
    [InlineData("0.5", "6.0")]
    [InlineData("-3.0", "-1.0")]
    [InlineData("-3.0", "0.0")]
    public void ClipWhoseRangeDoesNotContainZeroStaysFloat(string low, string high) =>
        Assert.Equal("its range does not contain 0", Placed.Of(Clipped(low, high)).Reason("b"));

    [Theory]
    [InlineData("0.0", "6.0")]
    [InlineData("-1.0", "1.0")]
    public void ClipAroundZeroFollowsItsProducer(string low, string high)
    {
        var placed = Placed.Of(Clipped(low, high));

        Assert.Equal("a", placed.Placement.Leader(placed.Node("b"))?.Name);
        Assert.Equal(["a", "b", "y"], placed.Int8);
    }

    [Fact]
    public void ClipWithComputedBoundsStaysFloat()
    {
        var placed = Placed.Of("""
            g (float[N,4,6,6] x, float high) => (float[N,4,?,?] y)
            <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~, float low = {0.0}>
            {
                a = Conv(x, w1)
                b = Clip(a, low, high)
                y = Conv(b, w2)
            }
            """);

        Assert.Equal("its bounds are computed", placed.Reason("b"));
    }

    [Fact]
    public void ReluOfAValueThatIsAlsoReadWithoutItStaysFloat()
    {
        var placed = Placed.Of("""
            g (float[N,4,6,6] x) => (float[N,4,?,?] y)
            <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~>
            {
                a = Conv(x, w1)
                b = Relu(a)
                c = Add(a, b)
                y = Conv(c, w2)
            }
            """);

        Assert.Equal("'a' is also read without it", placed.Reason("b"));
        Assert.Equal(["a", "y"], placed.Int8);
    }

    [Fact]
    public void ReluBehindAProductThatHandsOutFloatStaysFloat()
    {
        var placed = Placed.Of("""
            g (float[N,8] x) => (float[N,5] y) <float[8,5] w = ~>
            {
                a = Gemm(x, w)
                b = Relu(a)
                y = Softmax(b)
            }
            """);

        Assert.Equal("what follows is float", placed.Reason("b"));
        Assert.True(placed.Placement.HandsOutFloat(placed.Node("a")));
    }

    static string Clipped(string low, string high) => $$"""
        g (float[N,4,6,6] x) => (float[N,4,?,?] y)
        <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~, float low = { {{low}} }, float high = { {{high}} }>
        {
            a = Conv(x, w1)
            b = Clip(a, low, high)
            y = Conv(b, w2)
        }
        """;
}
