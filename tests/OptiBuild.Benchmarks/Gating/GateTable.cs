using System.Globalization;
using System.Text;

namespace OptiBuild.Benchmarks.Gating;

sealed record AnswerRow(double Budget, AnswerDesign Design, double Passed, double Power);

sealed record ResampledRow(ResampledDesign Design, double TrueLoss, int Samples, double Passed, double Width);

static class GateTable
{
    public static string Of(IReadOnlyList<AnswerRow> answers, IReadOnlyList<ResampledRow> resampled, (int Answers, int Resampled) trials)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # How often the gate lets a model pass that loses the whole budget

            Run again: `dotnet run build/build.cs -- bench gate`. Confidence 95 %: at most 5 % is promised. The same figures on every machine.

            ## Right or wrong answers

            {trials.Answers} trials each; three standard deviations of a share of 5 % are {Points(trials.Answers)}. *changed*: answers that differ between the two models.
            *passed*: how often a model passed of whose changed answers the budget more are broken than repaired. *passed without loss*: how often one did of whose changed answers as many are broken as repaired.

            | samples | budget | changed | passed | passed without loss |
            |---|---|---|---|---|

            """).ReplaceLineEndings("\n"));
        foreach (var row in answers)
            text.Append(CultureInfo.InvariantCulture, $"| {row.Design.Samples} | {100 * row.Budget:0.0} pp | {100 * (row.Design.Broken + row.Design.Repaired):0.0} % | {100 * row.Passed:0.0} %{Mark(row.Passed, trials.Answers)} | {100 * row.Power:0.0} % |\n");
        text.Append(string.Create(CultureInfo.InvariantCulture, $"""

            ## Other metrics

            {trials.Resampled} trials each; three standard deviations of a share of 5 % are {Points(trials.Resampled)}. *passed*: how often a model passed that loses the whole budget, which is its true loss.
            *width*: how far above it the bound lies in the mean.

            Losses that few samples show are known only from as many samples as show them. Where every hundredth is lost, 200 hold none in 13 % of cases and a single one in 27 %, which looks like half the
            loss: no calculation tells more, and the promise does not hold. It takes five such samples, 500 in all. Shares are safe all the same: samples that nobody met are taken for lost as a whole.

            | metric | true loss | samples | passed | width |
            |---|---|---|---|---|

            """).ReplaceLineEndings("\n"));
        foreach (var row in resampled)
            text.Append(CultureInfo.InvariantCulture, $"| {row.Design.Name} | {row.TrueLoss:0.0000} | {row.Samples} | {100 * row.Passed:0.0} %{Mark(row.Passed, trials.Resampled)} | {row.Width:0.0000} |\n");
        return text.ToString();
    }

    /// <summary>More than the promise and three standard deviations.</summary>
    static string Mark(double passed, int trials) => passed > 0.05 + Error(trials) ? " **more**" : "";

    static string Points(int trials) => string.Create(CultureInfo.InvariantCulture, $"{100 * Error(trials):0.0} pp");

    static double Error(int trials) => 3 * Math.Sqrt(0.05 * 0.95 / trials);
}
