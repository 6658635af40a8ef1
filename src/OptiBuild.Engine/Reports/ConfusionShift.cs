namespace OptiBuild.Engine.Reports;

/// <summary>How often one class was taken for another, before and after.</summary>
/// <param name="Answer">A class, or "no class" for answers that are none.</param>
public sealed record ConfusionShift(string Label, string Answer, int Before, int After)
{
    public const string NoClass = "no class";

    public int Change => After - Before;

    /// <summary>Mistakes that became more or fewer, those that changed most first; of equal ones the worse, then in the matrix' order. Empty for a matrix that does not fit its classes.</summary>
    public static IReadOnlyList<ConfusionShift> Of(ConfusionReport confusion) => !confusion.IsWhole ? []
        : [.. Mistakes(confusion).Where(s => s.Change != 0).OrderByDescending(s => Math.Abs(s.Change)).ThenByDescending(s => s.Change)];

    /// <summary>Every cell off the diagonal, row by row.</summary>
    public static IEnumerable<ConfusionShift> Mistakes(ConfusionReport confusion) =>
        from row in Enumerable.Range(0, confusion.Classes.Count)
        from column in Enumerable.Range(0, confusion.Classes.Count + 1)
        where row != column
        select new ConfusionShift(confusion.Classes[row], column < confusion.Classes.Count ? confusion.Classes[column] : NoClass, confusion.Original[row][column], confusion.Optimized[row][column]);
}
