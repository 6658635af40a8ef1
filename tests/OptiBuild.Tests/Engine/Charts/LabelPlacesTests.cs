using OptiBuild.Engine.Charts;

namespace OptiBuild.Tests.Engine.Charts;

public class LabelPlacesTests
{
    static LabelPlaces Empty => new(new(0, 0, 200, 100));

    [Fact]
    public void TheFirstPlaceIsToTheRight() => Assert.Equal(107, Empty.For(100, 50, "a")!.Value.X);

    [Fact]
    public void AtTheRightEdgeItGoesToTheLeft() => Assert.True(Empty.For(198, 50, "50 %")!.Value.X < 198);

    [Fact]
    public void TwoAtOnePointDoNotOverlap()
    {
        var places = Empty;

        var (first, second) = (places.For(100, 50, "one"), places.For(100, 50, "two"));

        Assert.NotEqual(first, second);
        Assert.NotNull(second);
    }

    [Fact]
    public void WhatWouldCoverALineGoesElsewhere()
    {
        var places = Empty;
        places.TakeLine((0, 50), (200, 50));

        Assert.NotInRange(places.For(100, 50, "label")!.Value.Y, 48, 56);
    }

    [Fact]
    public void WithoutRoomThereIsNoLabel()
    {
        var places = Empty;
        for (var x = 0; x <= 200; x += 4)
            for (var y = 0; y <= 100; y += 4) places.Take(x, y);

        Assert.Null(places.For(100, 50, "label"));
    }
}
