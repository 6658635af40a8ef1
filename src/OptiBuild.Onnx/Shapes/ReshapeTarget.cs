namespace OptiBuild.Onnx.Shapes;

/// <summary>What a Reshape makes of its data's shape.</summary>
/// <param name="Vector">The shape as a constant in which 0 copies the data's size; null where no constant says the same.</param>
/// <param name="Shape">Of the result.</param>
sealed record ReshapeTarget(IReadOnlyList<long>? Vector, IReadOnlyList<Term> Shape)
{
    const long Copied = 0, Rest = -1;

    /// <summary>One axis: the entry of the constant, if there is one yet, and the size it stands for, if it is known.</summary>
    readonly record struct Axis(long? Entry, Term? Size)
    {
        public bool IsOpen => Entry is null or Rest;
    }

    /// <remarks>
    ///   Says the same for every size of the dimensions, 0 included. Two things make sizes of 0 special: ONNX Runtime refuses −1 where the
    ///   other sizes multiply to 0, and an entry that is 0 at run time copies the data's size. So −1 takes the place of a size that is not
    ///   known only where all others are positive numbers, and 0 only that of a size which is the data's own.
    ///   https://onnx.ai/onnx/operators/onnx__Reshape.html
    /// </remarks>
    /// <returns>null where the length of the shape is not known, or where it asks for sizes of 0.</returns>
    public static ReshapeTarget? Of(Node reshape, KnownShapes known)
    {
        if (known.Numbers(reshape.Input(1)) is not { IsScalar: false, Elements: var wanted } || reshape.Output(0) is not { } output) return null;
        if (reshape.Attributes.Int("allowzero", 0) != 0 && wanted.Any(e => e is null or { Number: 0 })) return null;
        var data = known.Shape(reshape.Input(0));
        var axes = wanted.Select((e, i) => Of(e, At(data, i))).ToArray();
        if (axes.Count(a => a.IsOpen) == 1) Close(axes, wanted, data);
        return new(axes.All(a => a.Entry is not null) && axes.Count(a => a.Entry == Rest) <= 1 ? [.. axes.Select(a => a.Entry!.Value)] : null,
            [.. axes.Select((a, i) => a.Size ?? Term.Unnamed(output, i))]);
    }

    static Axis Of(Term? wanted, Term? data) => wanted switch
    {
        { Number: 0 }                           => new(Copied, data),
        { Number: Rest }                        => new(Rest, null),
        { Number: > 0 and var size }            => new(size, wanted),
        not null when wanted.Equals(data)       => new(Copied, data),
        _                                       => new(null, null),
    };

    /// <summary>The one size that is left is what the data has and the others have not.</summary>
    static void Close(Axis[] axes, IReadOnlyList<Term?> wanted, IReadOnlyList<Term>? data)
    {
        var open = Array.FindIndex(axes, a => a.IsOpen);
        var others = axes.Where((_, i) => i != open).ToArray();
        var isSafe = others.All(a => a.Entry > 0);
        if (axes[open].Entry is null && !isSafe) return;
        var size = data is not null && Term.Product(others.Select(a => a.Size)) is { } rest ? Term.Product(data)?.Over(rest) : null;
        axes[open] = new(size switch
        {
            { Number: > 0 and var number }                  => number,
            not null when size.Equals(At(data, open))       => Copied,
            _                                               => Rest,
        }, size ?? wanted[open]);
        if (axes[open].Size is { IsSize: false }) axes[open] = axes[open] with { Size = null };
    }

    static Term? At(IReadOnlyList<Term>? shape, int axis) => shape is not null && axis < shape.Count ? shape[axis] : null;
}
