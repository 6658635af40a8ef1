using System.Globalization;
using System.Text;

namespace OptiBuild.Benchmarks.Gating;

sealed record AnswerRow(double Budget, AnswerDesign Design, double Passed);

sealed record ResampledRow(ResampledDesign Design, double TrueLoss, int Samples, double Passed, double Width);

static class GateTable
{
    public static string Of(IReadOnlyList<AnswerRow> answers, IReadOnlyList<ResampledRow> resampled, (int Answers, int Resampled) trials)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # How often the gate lets a model pass that loses the whole budget

            Run again: `dotnet run build/build.cs -- bench gate`. Confidence 95 %: at most 5 % is promised. The same figures on every machine.

            ## Right or wrong answers

            {trials.Answers} trials each; three standard deviations of a share of 5 % are {Error(trials.Answers)}. *changed*: answers that differ between the two models, of which the budget more are broken than repaired.

            | samples | budget | changed | passed |
            |---|---|---|---|

            """).ReplaceLineEndings("\n"));
        foreach (var row in answers)
            text.Append(CultureInfo.InvariantCulture, $"| {row.Design.Samples} | {100 * row.Budget:0.0} pp | {100 * (row.Design.Broken + row.Design.Repaired):0.0} % | {100 * row.Passed:0.0} % |\n");
        text.Append(string.Create(CultureInfo.InvariantCulture, $"""

            ## Other metrics

            {trials.Resampled} trials each; three standard deviations of a share of 5 % are {Error(trials.Resampled)}. *width*: how far above the true loss the bound lies in the mean.

            | metric | true loss | samples | passed | width |
            |---|---|---|---|---|

            """).ReplaceLineEndings("\n"));
        foreach (var row in resampled)
            text.Append(CultureInfo.InvariantCulture, $"| {row.Design.Name} | {row.TrueLoss:0.0000} | {row.Samples} | {100 * row.Passed:0.0} % | {row.Width:0.0000} |\n");
        return text.ToString();
    }

    static string Error(int trials) => string.Create(CultureInfo.InvariantCulture, $"{300 * Math.Sqrt(0.05 * 0.95 / trials):0.0} pp");
}
