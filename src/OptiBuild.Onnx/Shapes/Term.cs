namespace OptiBuild.Onnx.Shapes;

/// <summary>What shape arithmetic computes: an integer times dimensions, each of which is 0 or more. 64·N·S is a term, N + S is none.</summary>
sealed class Term : IEquatable<Term>
{
    readonly string[] dimensions;

    Term(long factor, IEnumerable<string> dimensions)
    {
        Factor = factor;
        this.dimensions = factor == 0 ? [] : [.. dimensions.Order(StringComparer.Ordinal)];
    }

    public long Factor { get; }

    /// <summary>The value; null where it depends on a dimension.</summary>
    public long? Number => dimensions.Length == 0 ? Factor : null;

    /// <summary>Never less than 0.</summary>
    public bool IsSize => Factor >= 0;

    /// <summary>One dimension that nothing has a name for.</summary>
    public bool IsUnnamed => Factor == 1 && dimensions is [['?', ..]];

    public static Term Of(long number) => new(number, []);

    /// <summary>A dimension that the model names; the same name means the same size everywhere.</summary>
    public static Term Named(string name) => new(1, [$"={name}"]);

    /// <summary>The unknown size of one axis of one value.</summary>
    public static Term Unnamed(Value value, int axis) => new(1, [$"?{axis}:{value.Name}"]);

    public static Term? Product(IEnumerable<Term?> terms) => terms.Aggregate((Term?)Of(1), (a, b) => a is null || b is null ? null : a.Times(b));

    public Term? Times(Term other) => Checked((Int128)Factor * other.Factor, dimensions.Concat(other.dimensions));

    public Term? Plus(Term other)
    {
        if (Factor == 0) return other;
        if (other.Factor == 0) return this;
        return dimensions.SequenceEqual(other.dimensions) ? Checked((Int128)Factor + other.Factor, dimensions) : null;
    }

    public Term? Negated() => Checked(-(Int128)Factor, dimensions);

    /// <summary>The quotient of integers, rounded towards 0; with dimensions only where the division is exact.</summary>
    public Term? Over(Term divisor)
    {
        if (divisor.Factor == 0) return null;
        if (Number is { } a && divisor.Number is { } b) return Checked((Int128)a / b, []);
        if ((Int128)Factor % divisor.Factor != 0) return null;
        var left = dimensions.ToList();
        return divisor.dimensions.All(left.Remove) ? Checked((Int128)Factor / divisor.Factor, left) : null;
    }

    /// <summary>The rest of a division by a positive number.</summary>
    public Term? Modulo(Term divisor) =>
        divisor.Number is not > 0 || Factor < 0       ? null
        : Factor % divisor.Factor == 0                ? Of(0)
        : Number is { } a                             ? Of(a % divisor.Factor)
        : null;

    /// <summary>Whether both are the same for every size of the dimensions; null where that depends on them.</summary>
    public bool? IsSameAs(Term other) =>
        Equals(other)                                       ? true
        : Number is not null && other.Number is not null    ? false
        : (Number < 0 && other.IsSize) || (other.Number < 0 && IsSize) ? false
        : null;

    public bool Equals(Term? other) => other is not null && Factor == other.Factor && dimensions.SequenceEqual(other.dimensions);

    public override bool Equals(object? other) => Equals(other as Term);

    public override int GetHashCode() => dimensions.Aggregate(Factor.GetHashCode(), HashCode.Combine);

    public override string ToString() => string.Join('·', dimensions.Prepend(Factor.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    static Term? Checked(Int128 factor, IEnumerable<string> dimensions) =>
        factor >= long.MinValue && factor <= long.MaxValue ? new((long)factor, dimensions) : null;
}
