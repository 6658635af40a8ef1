using System.Globalization;

namespace OptiBuild.Engine.Pruning;

/// <summary>How many weights become zero: a share of all, or <paramref name="Of"/> − <paramref name="Keep"/> of every so many neighbours.</summary>
/// <param name="Keep">0 for a share.</param>
public sealed record SparsityGoal(double Share, int Keep, int Of)
{
    /// <summary>Kernels that use zeros know 2:4; 4:8 is what formats for weights have besides.</summary>
    public const string Values = "0% to 99%, 2:4 or 4:8";

    public bool IsPattern => Keep > 0;

    /// <summary>Null where the text is no goal.</summary>
    public static SparsityGoal? Parse(string text) => text.Trim() switch
    {
        "2:4" => new(0.5, 2, 4),
        "4:8" => new(0.5, 4, 8),
        var t => OptionText.Number(t) is { } share and >= 0 and < 1 ? new(share, 0, 0) : null,
    };

    public override string ToString() => IsPattern ? $"{Keep}:{Of}" : string.Create(CultureInfo.InvariantCulture, $"{Share * 100:0.##}%");
}
