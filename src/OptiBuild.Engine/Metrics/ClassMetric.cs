using System.Globalization;
using OptiBuild.Engine.Data;

namespace OptiBuild.Engine.Metrics;

/// <summary>From one class's counts to its figure; a quotient without denominator is 0.</summary>
delegate double ClassFormula(ClassCount count);

/// <summary>Metrics of one class, made one number of all classes.</summary>
/// <remarks>
///   macro     mean over the classes that occur in labels or answers (default)
///   micro     of the counts added up over all classes
///   weighted  mean weighed by how often classes are labelled
///   a class   of that class alone
/// The averages of scikit-learn's precision_recall_fscore_support with zero_division=0,
/// https://scikit-learn.org/stable/modules/model_evaluation.html#precision-recall-f-measure-metrics
/// </remarks>
static class ClassMetric
{
    const string Macro = "macro", Micro = "micro", Weighted = "weighted";

    public static Metric Of(string name, string formula, ClassFormula of) => new(name, Direction.HigherIsBetter, LabelKind.Classes, formula, Decisions.Score, Average(MacroOf, of))
    {
        IsGeneral = true,
        PerClass  = scores => PerClass(scores, of),
        Arguments = "`:micro`, `:weighted`, `:<class>`; macro without",
        Bind      = argument => Bound(name, of, argument) is { } average
            ? Of(name, formula, of) with { Name = argument.Text.Length == 0 ? name : $"{name}:{argument.Text}", Combine = average, Bind = null } : null,
    };

    /// <summary>Each class that is labelled.</summary>
    public static IReadOnlyList<ClassFigure> PerClass(IReadOnlyList<double[]> scores, ClassFormula of)
    {
        var tally = new Tally(scores);
        return [.. tally.Labelled().Select(c => new ClassFigure(c.All.Class, (int)c.All.Labelled, c.Samples, chosen => of(tally.Of(c.All.Class, chosen))))];
    }

    public static double Quotient(double part, double whole) => whole == 0 ? 0 : part / whole;

    public static double MacroOf(ClassCount[] counts, ClassFormula of) => counts.Where(c => c.Occurs).Select(c => of(c)).DefaultIfEmpty(0).Average();

    public static Func<IReadOnlyList<double[]>, Figure> Average(Func<ClassCount[], ClassFormula, double> average, ClassFormula of) => scores =>
    {
        var tally = new Tally(scores);
        return chosen => average(tally.Of(chosen), of);
    };

    static Func<IReadOnlyList<double[]>, Figure>? Bound(string name, ClassFormula of, MetricArgument argument)
    {
        if (argument.Text.Length == 0 || Is(Macro)) return Average(MacroOf, of);
        if (Is(Micro)) return Average(MicroOf, of);
        if (Is(Weighted)) return Average(WeightedOf, of);
        if (ClassNumber(argument) is not { } number) return null;
        return scores =>
        {
            var tally = new Tally(scores);
            return chosen => of(tally.Of(number, chosen));
        };
        bool Is(string word) => argument.Text.Equals(word, StringComparison.OrdinalIgnoreCase);
    }

    static double MicroOf(ClassCount[] counts, ClassFormula of) => of(new(0, counts.Sum(c => c.Right), counts.Sum(c => c.Labelled), counts.Sum(c => c.Answered)));

    static double WeightedOf(ClassCount[] counts, ClassFormula of) => Quotient(counts.Sum(c => c.Labelled == 0 ? 0 : c.Labelled * of(c)), counts.Sum(c => c.Labelled));

    /// <summary>A name of the data's wins over a number.</summary>
    static int? ClassNumber(MetricArgument argument)
    {
        for (var i = 0; i < argument.ClassNames.Count; i++)
            if (argument.ClassNames[i].Equals(argument.Text, StringComparison.OrdinalIgnoreCase)) return i;
        return int.TryParse(argument.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && (argument.ClassNames.Count == 0 || number < argument.ClassNames.Count) ? number : null;
    }
}
