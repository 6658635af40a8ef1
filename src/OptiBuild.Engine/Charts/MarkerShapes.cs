using System.Globalization;

namespace OptiBuild.Engine.Charts;

/// <summary>Forms that tell series apart without color.</summary>
static class MarkerShapes
{
    /// <summary>A path around the origin, about nine units wide; all forms cover about the same area.</summary>
    public static string Path(Marker marker) => marker switch
    {
        Marker.Circle       => "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z",
        Marker.Square       => "M-3.5,-3.5h7v7h-7z",
        Marker.Diamond      => "M0,-5L5,0L0,5L-5,0z",
        Marker.TriangleUp   => "M0,-5L4.8,3.6H-4.8z",
        Marker.TriangleDown => "M0,5L4.8,-3.6H-4.8z",
        Marker.Cross        => "M-4.5,-2L-2,-4.5L0,-2.4L2,-4.5L4.5,-2L2.4,0L4.5,2L2,4.5L0,2.4L-2,4.5L-4.5,2L-2.4,0z",
        _                   => "M0,-5.5L1.5,-1.8L5.4,-1.6L2.4,0.9L3.4,4.7L0,2.6L-3.4,4.7L-2.4,0.9L-5.4,-1.6L-1.5,-1.8z",
    };

    /// <summary>An arrow that says: further on.</summary>
    /// <param name="up">−1 up, 1 down.</param>
    public static string Arrow(int up) => string.Create(CultureInfo.InvariantCulture, $"M-4,{-3 * up}L0,{4 * up}L4,{-3 * up}");
}
