using System.Collections.Frozen;
using System.Collections.Immutable;
using OptiBuild.Engine.Charts;

namespace OptiBuild.Engine.Sweeps;

/// <summary>Settings that belong together: one line in a plot, one color and marker. A row here and rows in <see cref="SweepSettings"/> add one.</summary>
/// <param name="Key">What settings name it by, and the class that gives its color.</param>
/// <param name="From">Key of the series whose first point the line starts at: the same without zeros.</param>
sealed record SweepSeries(string Key, string Name, Marker Marker, LineKind Line, string? From = null)
{
    public static ImmutableArray<SweepSeries> All { get; } =
    [
        new("float",     "float, zeros by magnitude", Marker.Square,       LineKind.Dashed),
        new("int8",      "int8, nothing pruned",      Marker.Circle,       LineKind.None),
        new("magnitude", "int8, zeros by magnitude",  Marker.TriangleDown, LineKind.Solid, From: "int8"),
        new("pruned",    "int8, zeros by OptiBuild",  Marker.TriangleUp,   LineKind.Solid, From: "int8"),
        new("pattern",   "int8, zeros in a pattern",  Marker.Cross,        LineKind.None),
        new("blocks",    "4-bit blocks",              Marker.Star,         LineKind.None),
        new("auto",      "auto",                      Marker.Diamond,      LineKind.Solid),
    ];

    public static FrozenDictionary<string, SweepSeries> ByKey { get; } = All.ToFrozenDictionary(s => s.Key, StringComparer.Ordinal);
}
