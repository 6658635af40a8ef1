namespace OptiBuild.Engine.Charts;

/// <summary>A picture of points, before it is drawn.</summary>
sealed record Chart(string Title, ChartAxis X, ChartAxis Y, IReadOnlyList<ChartSeries> Series);

enum Marker { Circle, Square, Diamond, TriangleUp, TriangleDown, Cross, Star }

/// <param name="Style">The class that gives the color.</param>
sealed record ChartSeries(string Name, string Style, Marker Marker, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>Whether a line joins the points in their order.</summary>
    public LineKind Line { get; init; } = LineKind.Solid;
}

enum LineKind { None, Solid, Dashed, Dotted }

/// <param name="Tip">Shown where the pointer rests on it.</param>
sealed record ChartPoint(double X, double Y, string Tip)
{
    /// <summary>The other end of its error bar; null where it has none.</summary>
    public double? Bound { get; init; }

    /// <summary>Written beside it where there is room.</summary>
    public string Label { get; init; } = "";
}
