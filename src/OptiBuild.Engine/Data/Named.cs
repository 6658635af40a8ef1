namespace OptiBuild.Engine.Data;

/// <summary>Names in messages.</summary>
static class Named
{
    /// <summary>no array; the array 'a'; the arrays 'a', 'b'.</summary>
    public static string List(string what, IReadOnlyCollection<string> names) => names.Count switch
    {
        0 => $"no {what}",
        1 => $"the {what} {Quoted(names)}",
        _ => $"the {what}s {Quoted(names)}",
    };

    static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));
}
