namespace OptiBuild.Engine.Data;

/// <summary>How the columns of a table become a sample of a model's input.</summary>
static class FeatureShape
{
    /// <summary>How many columns a sample takes; null where a size is free.</summary>
    public static long? Columns(ModelInput input) => OfSample(input).Aggregate((long?)1, (a, b) => a * b);

    /// <summary>A sample's shape, the one free size filled in; null where so many columns do not fit.</summary>
    public static long[]? Of(ModelInput input, int columns)
    {
        var shape = OfSample(input);
        var known = shape.Where(s => s is not null).Aggregate(1L, (a, b) => a * b!.Value);
        return shape.Count(s => s is null) switch
        {
            0 when known == columns                        => [.. shape.Select(s => s!.Value)],
            1 when known > 0 && columns > 0 && columns % known == 0 => [.. shape.Select(s => s ?? columns / known)],
            _                                              => null,
        };
    }

    /// <summary>Without the batch axis. A single fixed size above one is a list of features, not a batch of single numbers.</summary>
    static IReadOnlyList<long?> OfSample(ModelInput input) => input.Shape switch
    {
        []                => [null],
        [> 1]             => input.Shape,
        _                 => InputFit.OfSample(input),
    };
}
