namespace OptiBuild.Engine.Refining;

/// <summary>How far each unit is taken back; equal where that is the same.</summary>
sealed class Choice(IReadOnlyList<Depth> depths) : IEquatable<Choice>
{
    public Depth this[int unit] => depths[unit];

    /// <summary>Units taken back, ascending.</summary>
    public IEnumerable<int> Units => Enumerable.Range(0, depths.Count).Where(i => depths[i] != Depth.None);

    public static Choice Nothing(int units) => new(new Depth[units]);

    public Choice With(int unit, Depth depth) => new([.. depths.Select((d, i) => i == unit ? depth : d)]);

    public bool Equals(Choice? other) => other is not null && depths.Select((d, i) => d == other[i]).All(same => same);

    public override bool Equals(object? other) => Equals(other as Choice);

    public override int GetHashCode() => depths.Aggregate(17, (hash, d) => unchecked(hash * 31 + (int)d));
}
